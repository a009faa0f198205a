// assembly_name.c: defines write in assembly, where the compiler does not look
// threat: 11 14
// expect: forbidden-symbol / forbidden-symbol
__asm__(".globl write\nwrite: ret\n");
