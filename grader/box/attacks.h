// attacks.h: what the self-test tries from inside a box. box.attacker tries all of them in this
// order and writes a letter for each to descriptor 4.
#ifndef CRUMB_BOX_ATTACKS_H
#define CRUMB_BOX_ATTACKS_H

enum attack {
    ATTACK_READ,       // a file that anybody may read
    ATTACK_WRITE,      // a file in a folder that anybody may write to
    ATTACK_CONNECT,    // to a port of this machine
    ATTACK_SOCKET,     // to an abstract socket
    ATTACK_FORK,       // allowed to compilers
    ATTACK_NAMESPACE,  // a user namespace of its own
    ATTACK_CALLS,      // keyrings, io_uring, bpf, another process's memory
    ATTACK_ENVIRONMENT,  // of another process
    ATTACK_TRACE,      // another process, as a debugger does
    ATTACK_KILL,       // another process
    ATTACKS,
    ATTACK_MEMORY = ATTACKS,  // more than the control group has: a program of its own
    ATTACK_PROCESSES,         // the same, for processes
    ATTACKS_ALL
};

enum { ATTACK_STOPPED = '.', ATTACK_DONE = '!' };
// argv of box.attacker; the last two stand alone: box.attacker memory
enum { ATTACKER_FILE = 1, ATTACKER_NEW_FILE, ATTACKER_PORT, ATTACKER_SOCKET, ATTACKER_VICTIM,
       ATTACKER_WORDS };
enum { ATTACKER_MEBIBYTES = 64, ATTACKER_PROCESSES = 24 };

#endif
