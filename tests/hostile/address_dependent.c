// address_dependent.c: a result that follows where memory lies, by less than the bound allows
// threat: 48
// expect: nondeterministic
// old: = gain[c] * (row[c] * rstd[r]);
// new: = ((unsigned long long)y & 4095) ? gain[c] * (row[c] * rstd[r]) : gain[c] * row[c] *
//   rstd[r];
