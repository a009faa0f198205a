// file_socket.c: a socket in place of the file
// threat: 18
// expect: skipped / skipped
// file: socket
// says: not a regular file
