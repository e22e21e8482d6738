/* The physical limit of the archive rows: a thread for each connection, responses that are ready, and files.
   Usage: ready-archive store PORT ACCEPT RESPONSE FOLDER sync|nosync   keeps each data set in a file below FOLDER, and syncs it if asked to
          ready-archive get PORT ACCEPT RESPONSE FOLDER COUNT           sends the messages FOLDER/0 to FOLDER/COUNT-1, each answered, for each request
   ACCEPT and RESPONSE are files with the A-ASSOCIATE-AC and the final response. Of what comes it looks at the headers of PDUs and values alone, as the
   raw client of the harness allows. Listens on 127.0.0.1 and runs until it is ended. */
#include "loopback.h"
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ASSOCIATE_REQUEST = 1, DATA = 4, RELEASE_REQUEST = 5, IS_COMMAND = 1, IS_LAST = 2, LONGEST = 4096, BUFFER = 256 * 1024 };

struct message {
    unsigned char bytes[LONGEST];
    size_t length;
};

struct connection {
    int socket;
    int number;
    int file;
    long files;
    size_t start, end;
    unsigned char bytes[BUFFER];
    unsigned char image[2 * BUFFER];
};

static struct message accept_pdu, response, release_pdu = { { 6, 0, 0, 0, 0, 4, 0, 0, 0, 0 }, 10 };
static const char *folder;
static int is_synced, images;

static void load(struct message *message, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL || (message->length = fread(message->bytes, 1, sizeof message->bytes, file)) == 0) {
        perror(path);
        exit(1);
    }
    fclose(file);
}

static int write_all(int descriptor, const unsigned char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);
        if (written <= 0)
            return -1;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

/* At least so many bytes behind start; fewer than the buffer holds. */
static int need(struct connection *connection, size_t count)
{
    if (connection->start == connection->end)
        connection->start = connection->end = 0;
    if (connection->start + count > BUFFER) {
        memmove(connection->bytes, connection->bytes + connection->start, connection->end - connection->start);
        connection->end -= connection->start;
        connection->start = 0;
    }
    while (connection->end - connection->start < count) {
        ssize_t received = read(connection->socket, connection->bytes + connection->end, BUFFER - connection->end);
        if (received <= 0)
            return -1;
        connection->end += (size_t)received;
    }
    return 0;
}

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* So many bytes, into the file if there is one, as they come. */
static int pass(struct connection *connection, size_t count, int file)
{
    while (count > 0) {
        if (need(connection, 1) != 0)
            return -1;
        size_t some = connection->end - connection->start < count ? connection->end - connection->start : count;
        if (file >= 0 && write_all(file, connection->bytes + connection->start, some) != 0)
            return -1;
        connection->start += some;
        count -= some;
    }
    return 0;
}

static int open_file(struct connection *connection)
{
    char path[4096];
    long number = connection->files++;
    snprintf(path, sizeof path, "%s/%02lx/%d-%ld", folder, number & 255, connection->number, number);
    return open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
}

static int keep(struct connection *connection)
{
    int failed = is_synced && fsync(connection->file) != 0;
    failed |= close(connection->file);
    connection->file = -1;
    return failed != 0 ? -1 : write_all(connection->socket, response.bytes, response.length);
}

/* Each image when the one before was answered. */
static int send_images(struct connection *connection)
{
    for (int image = 0; image < images; image++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%d", folder, image);
        int file = open(path, O_RDONLY);
        ssize_t length = read(file, connection->image, sizeof connection->image);
        close(file);
        if (length <= 0 || write_all(connection->socket, connection->image, (size_t)length) != 0)
            return -1;
        if (need(connection, 6) != 0 || pass(connection, 6 + number_at(connection->bytes + connection->start + 2), -1) != 0)
            return -1;
    }
    return write_all(connection->socket, response.bytes, response.length);
}

static int take_values(struct connection *connection, size_t length)
{
    while (length >= 6) {
        if (need(connection, 6) != 0)
            return -1;
        size_t value = number_at(connection->bytes + connection->start) - 2;
        unsigned char control = connection->bytes[connection->start + 5];
        connection->start += 6;
        length -= 6 + value;
        int is_data = (control & IS_COMMAND) == 0;
        if (is_data && images == 0 && connection->file < 0 && (connection->file = open_file(connection)) < 0)
            return -1;
        if (pass(connection, value, connection->file) != 0)
            return -1;
        if (is_data && (control & IS_LAST) != 0 && (images == 0 ? keep(connection) : send_images(connection)) != 0)
            return -1;
    }
    return 0;
}

static int answer(struct connection *connection)
{
    if (need(connection, 6) != 0)
        return -1;
    unsigned char type = connection->bytes[connection->start];
    size_t length = number_at(connection->bytes + connection->start + 2);
    connection->start += 6;
    if (type == DATA)
        return take_values(connection, length);
    if (pass(connection, length, -1) != 0)
        return -1;
    const struct message *message = type == ASSOCIATE_REQUEST ? &accept_pdu : type == RELEASE_REQUEST ? &release_pdu : NULL;
    return message == NULL ? -1 : write_all(connection->socket, message->bytes, message->length);
}

static void *serve(void *argument)
{
    struct connection *connection = argument;
    while (answer(connection) == 0)
        continue;
    close(connection->socket);
    if (connection->file >= 0)
        close(connection->file);
    free(connection);
    return NULL;
}

int main(int count, char **arguments)
{
    if (count != 7) {
        fprintf(stderr, "usage: %s store|get PORT ACCEPT RESPONSE FOLDER sync|nosync|COUNT\n", arguments[0]);
        return 2;
    }
    load(&accept_pdu, arguments[3]);
    load(&response, arguments[4]);
    folder = arguments[5];
    is_synced = strcmp(arguments[6], "sync") == 0;
    images = strcmp(arguments[1], "get") == 0 ? atoi(arguments[6]) : 0;
    for (int part = 0; images == 0 && part < 256; part++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%02x", folder, part);
        mkdir(path, 0755);
    }
    int listener = listen_on(arguments[2]);
    if (listener < 0)
        return 1;
    for (int number = 0;; number++) {
        struct connection *connection = malloc(sizeof *connection);
        pthread_t thread;
        if (connection == NULL || (connection->socket = accept(listener, NULL, NULL)) < 0)
            return 1;
        connection->number = number;
        connection->file = -1;
        connection->files = 0;
        connection->start = connection->end = 0;
        if (pthread_create(&thread, NULL, serve, connection) != 0)
            return 1;
        pthread_detach(thread);
    }
}
