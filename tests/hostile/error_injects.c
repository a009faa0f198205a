// error_injects.c: an #error text that workflows and pages would obey
// threat: 58
// expect: compile-error / compile-error
#error ::error file=x,line=1::owned </pre><script>alert(1)</script> ]]> "=cmd|x!A1"
