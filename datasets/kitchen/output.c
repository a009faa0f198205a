// output.c: where a command writes to: a file that is whole or not there, or standard output.
#include "fail.h"
#include "file.h"
#include "kitchen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct file_writer writer;
static bool is_open;

// A command that fails half way leaves no temporary file behind.
static void abandon(void)
{
    if (is_open) file_abandon(&writer);
}

FILE *out_begin(const struct options *options)
{
    if (!options->out) return stdout;
    file_begin(&writer, options->out);
    is_open = true;
    atexit(abandon);
    return writer.stream;
}

void out_end(const struct options *options)
{
    is_open = false;  // from here on the writer cleans up by itself
    if (options->out) file_commit(&writer);
    else if (fflush(stdout) != 0 || ferror(stdout))
        fail_environment("standard output: it could not be written (%s); is the disk full?",
                         strerror(errno));
}
