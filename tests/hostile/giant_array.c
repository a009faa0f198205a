// giant_array.c: an array of 8 GiB that is not zero
// threat: 9
// expect: compile-error / compile-error
// seconds: 60
static const char giant[1ll << 33] = {[(1ll << 33) - 1] = 1};
const char *norm_giant(long long i);
const char *norm_giant(long long i) { return giant + i; }
