/* The physical limit of the load harness: a TCP server that writes back what it reads, one blocking thread for each connection.
   Usage: echo-server PORT. Listens on 127.0.0.1 and runs until it is ended. */
#include "loopback.h"
#include <pthread.h>
#include <unistd.h>

static void *serve(void *argument)
{
    int connection = (int)(intptr_t)argument;
    char buffer[65536];
    for (;;) {
        ssize_t length = read(connection, buffer, sizeof buffer);
        if (length <= 0)
            break;
        for (ssize_t done = 0; done < length;) {
            ssize_t written = write(connection, buffer + done, (size_t)(length - done));
            if (written <= 0) {
                close(connection);
                return NULL;
            }
            done += written;
        }
    }
    close(connection);
    return NULL;
}

int main(int count, char **arguments)
{
    if (count != 2) {
        fprintf(stderr, "usage: %s PORT\n", arguments[0]);
        return 2;
    }
    int listener = listen_on(arguments[1]);
    if (listener < 0)
        return 1;
    for (;;) {
        int connection = accept(listener, NULL, NULL);
        if (connection < 0)
            continue;
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, (void *)(intptr_t)connection) == 0)
            pthread_detach(thread);
        else
            close(connection);
    }
}
