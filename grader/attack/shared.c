// shared.c: sockets and shared memory. See shared.h, unix(7), shmget(2).
#include "attack/shared.h"

#include "fail.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int listening(int descriptor)
{
    if (listen(descriptor, 8) != 0 || fcntl(descriptor, F_SETFL, O_NONBLOCK) != 0 ||
        fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

int shared_listen(int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr = {.s_addr = htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&address, size) != 0 ||
        getsockname(descriptor, (struct sockaddr *)&address, &size) != 0 ||
        (descriptor = listening(descriptor)) < 0)
        fail_environment("a socket on the loopback: %s", strerror(errno));
    *port = ntohs(address.sin_port);
    return descriptor;
}

int shared_listen_abstract(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s", name);
    const socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name));
    const int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    if (descriptor < 0) return -1;
    if (bind(descriptor, (struct sockaddr *)&address, size) != 0) {
        close(descriptor);
        return -1;
    }
    return listening(descriptor);
}

bool shared_connected(int listener)
{
    const int taken = listener < 0 ? -1 : accept(listener, NULL, NULL);
    if (taken >= 0) close(taken);
    return taken >= 0;
}

bool shared_left(int key, const char *name)
{
    char path[200];
    const int memory = shmget((key_t)key, 0, 0);
    if (memory >= 0) shmctl(memory, IPC_RMID, NULL);
    snprintf(path, sizeof path, "/dev/shm/%s", name);
    return unlink(path) == 0 || memory >= 0;
}
