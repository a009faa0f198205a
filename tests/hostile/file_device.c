// file_device.c: the device /dev/zero in place of the file
// threat: 18
// expect: skipped / skipped
// file: device
// needs: root
// says: not a regular file
