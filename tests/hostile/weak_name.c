// weak_name.c: a weak name that is not of its contract
// threat: 11
// expect: forbidden-symbol / forbidden-symbol
__attribute__((weak)) void probe_answer(void)
{
}
