// data_write.h: between data.c and data_write.c: the layout of the cache and its making.
//   0 magic [8] | 8 bytes per token [4] | 12 vocabulary [4] | 16 count [8] | 24 checksum of the
//   tokens [8] | 32 key [64] | 96 zeros [24] | 120 checksum of the header before [8] | 128 tokens
#ifndef CRUMB_DATA_WRITE_H
#define CRUMB_DATA_WRITE_H

#include "data.h"

#define DATA_MAGIC "CRUMBTK1"
enum { DATA_HEADER = 128 };

// Writes request->cache; key [64].
void data_write(const struct data_request *request, const char *key);

#endif
