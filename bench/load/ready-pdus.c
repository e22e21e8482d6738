/* The physical limit of the load harness for associations: one thread that accepts connections, and answers each PDU with one that is ready.
   Usage: ready-pdus PORT ACCEPT RESPONSE. ACCEPT and RESPONSE are files with the A-ASSOCIATE-AC and the response to every message.
   It takes a whole PDU with each read and looks at its type alone, as the raw client of the harness allows. Listens on 127.0.0.1 and runs until
   it is ended. */
#include "loopback.h"
#include <sys/epoll.h>
#include <unistd.h>

enum { ASSOCIATE_REQUEST = 1, DATA = 4, RELEASE_REQUEST = 5, LONGEST = 4096, MOST = 64 };

struct pdu {
    unsigned char bytes[LONGEST];
    size_t length;
};

static struct pdu accept_pdu, response_pdu, release_pdu = { { 6, 0, 0, 0, 0, 4, 0, 0, 0, 0 }, 10 };

static int load(struct pdu *pdu, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return -1;
    pdu->length = fread(pdu->bytes, 1, sizeof pdu->bytes, file);
    return fclose(file) == 0 && pdu->length > 0 ? 0 : -1;
}

static void watch(int epoll, int descriptor)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = descriptor };
    if (descriptor >= 0)
        epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static void answer(int connection)
{
    unsigned char request[65536];
    if (read(connection, request, sizeof request) <= 0) {
        close(connection);
        return;
    }
    const struct pdu *pdu = request[0] == ASSOCIATE_REQUEST ? &accept_pdu : request[0] == DATA ? &response_pdu : request[0] == RELEASE_REQUEST ? &release_pdu : NULL;
    if (pdu == NULL || write(connection, pdu->bytes, pdu->length) < 0)
        close(connection);
}

int main(int count, char **arguments)
{
    if (count != 4 || load(&accept_pdu, arguments[2]) != 0 || load(&response_pdu, arguments[3]) != 0) {
        fprintf(stderr, "usage: %s PORT ACCEPT RESPONSE\n", arguments[0]);
        return 2;
    }
    int listener = listen_on(arguments[1]);
    if (listener < 0)
        return 1;
    int epoll = epoll_create1(0);
    watch(epoll, listener);
    for (;;) {
        struct epoll_event events[MOST];
        int ready = epoll_wait(epoll, events, MOST, -1);
        for (int index = 0; index < ready; index++) {
            if (events[index].data.fd == listener)
                watch(epoll, accept(listener, NULL, NULL));
            else
                answer(events[index].data.fd);
        }
    }
}
