// own_sqrt.c: its own sqrt, which every file would use
// threat: 11
// expect: forbidden-symbol / forbidden-symbol
double sqrt(double x);
double sqrt(double x)
{
    return x;
}
