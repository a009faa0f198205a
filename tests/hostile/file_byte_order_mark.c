// file_byte_order_mark.c: a file that opens with U+FEFF
// threat: 65
// expect: pass / pass
// file: byte-order-mark
