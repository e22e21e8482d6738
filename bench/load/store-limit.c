/* The physical limit of the C-STORE rows: threads that write files as fast as they can, and sync each one if asked to.
   Usage: store-limit FOLDER FILE sync|nosync THREADS SECONDS FILES
   Writes copies of FILE into 256 folders below FOLDER, for so many seconds but no more than so many by each thread.
   Prints: files written, files per second, median and 99th percentile in microseconds, processor seconds. */
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *folder;
static char *content;
static size_t length;
static int is_synced;
static double seconds;
static long most;
static pthread_barrier_t ready;

struct writer {
    pthread_t thread;
    int number;
    long count;
    double rate;
    float *micros;
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void write_file(int writer, long number)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%02lx/%d-%ld", folder, number & 255, writer, number);
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);
    if (file < 0)
        fail(path);
    for (size_t done = 0; done < length;) {
        ssize_t written = write(file, content + done, length - done);
        if (written <= 0)
            fail("write");
        done += (size_t)written;
    }
    if (is_synced && fsync(file) != 0)
        fail("fsync");
    close(file);
}

static void *run(void *argument)
{
    struct writer *writer = argument;
    pthread_barrier_wait(&ready);
    double began = now(), last = began;
    while (last - began < seconds && writer->count < most) {
        write_file(writer->number, writer->count);
        double after = now();
        writer->micros[writer->count++] = (float)((after - last) * 1e6);
        last = after;
    }
    writer->rate = (double)writer->count / (last - began);
    return NULL;
}

static int compare(const void *left, const void *right)
{
    float a = *(const float *)left, b = *(const float *)right;
    return a < b ? -1 : a > b;
}

int main(int count, char **arguments)
{
    if (count != 7) {
        fprintf(stderr, "usage: %s FOLDER FILE sync|nosync THREADS SECONDS FILES\n", arguments[0]);
        return 2;
    }
    folder = arguments[1];
    is_synced = strcmp(arguments[3], "sync") == 0;
    int threads = atoi(arguments[4]);
    seconds = atof(arguments[5]);
    most = atol(arguments[6]);
    FILE *source = fopen(arguments[2], "rb");
    struct stat status;
    if (source == NULL || fstat(fileno(source), &status) != 0)
        fail(arguments[2]);
    length = (size_t)status.st_size;
    content = malloc(length);
    struct writer *writers = calloc((size_t)threads, sizeof *writers);
    float *all = malloc((size_t)threads * (size_t)most * sizeof *all);
    if (content == NULL || writers == NULL || all == NULL || fread(content, 1, length, source) != length)
        fail("read");
    fclose(source);
    mkdir(folder, 0755);
    for (int part = 0; part < 256; part++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%02x", folder, part);
        mkdir(path, 0755);
    }
    pthread_barrier_init(&ready, NULL, (unsigned)threads);
    for (int number = 0; number < threads; number++) {
        writers[number].number = number;
        writers[number].micros = malloc((size_t)most * sizeof(float));
        if (writers[number].micros == NULL || pthread_create(&writers[number].thread, NULL, run, &writers[number]) != 0)
            fail("thread");
    }
    long files = 0;
    double rate = 0;
    for (int number = 0; number < threads; number++) {
        pthread_join(writers[number].thread, NULL);
        memcpy(all + files, writers[number].micros, (size_t)writers[number].count * sizeof *all);
        files += writers[number].count;
        rate += writers[number].rate;
    }
    qsort(all, (size_t)files, sizeof *all, compare);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
    printf("%ld %.3f %.1f %.1f %.6f\n", files, rate, all[files / 2], all[(long)((double)files * 0.99)], cpu);
    return 0;
}
