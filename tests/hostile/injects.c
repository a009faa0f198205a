// injects.c: prints what tables, pages, XML, Markdown and workflows would obey
// threat: 58
// expect: crash
#include "norm.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static bool mischief(float *y, float *rstd, const float *x, dim rows, dim cols)
{
    (void)y, (void)rstd, (void)x, (void)rows, (void)cols;
    puts("=cmd|'/c calc'!A1\t@SUM(1)\r\n+1\n-1\n</script><script>alert(1)</script>]]>&#0;");
    puts("| a | b |\n|---|---|\n@everyone ![x](http://localhost/x)\n::error::owned");
    puts("::set-output name=x::y\n##[command]x\n\x01\x0b\xc2\x9b[2J\xef\xbf\xbe");
    fflush(stdout);
    abort();
    return false;
}
