// asan_options.c: changes the defaults of the checking build
// threat: 12
// needs: checking
// expect: forbidden-symbol / forbidden-symbol
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "exitcode=0:halt_on_error=0:log_path=/dev/null";
}
