// Counts the calls by which a process changes files under one folder, and makes one of them go wrong.
//
//     cc -O1 -fPIC -shared faults.c -o faults.so -ldl
//     FAULTS_UNDER=/the/folder FAULTS_LOG=/elsewhere/log LD_PRELOAD=faults.so program
//
// FAULTS_AT=N        the N-th call is the one; without it calls are only written down
// FAULTS_DO=WHAT     kill or stop (the process dies, or stops, before the call is made), eio or enospc (the call fails), short (half of a
//                    write is made, and that is said)
// FAULTS_UNTIL=N     calls up to this one go wrong in the same manner; `end` for all that follow
// FAULTS_LOG=FILE    one line a call, before it is made: number, name, path, and a second path for those that have two
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum verdict { GO_ON, FAIL, HALF };

static atomic_long calls;
static long first = -1, last = -1;
static const char *deed = "kill", *under;
static int log_file = -1;

__attribute__((constructor)) static void read_orders(void) {
    const char *text = getenv("FAULTS_AT");
    if (text) first = last = atol(text);
    text = getenv("FAULTS_UNTIL");
    if (text) last = strcmp(text, "end") ? atol(text) : __LONG_MAX__;
    text = getenv("FAULTS_DO");
    if (text) deed = text;
    under = getenv("FAULTS_UNDER");
    text = getenv("FAULTS_LOG");
    if (text) log_file = syscall(SYS_openat, AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

static enum verdict verdict(const char *name, const char *path, const char *other) {
    if (!under || !path) return GO_ON;
    size_t length = strlen(under);
    if (strncmp(path, under, length) && !(other && !strncmp(other, under, length))) return GO_ON;
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (log_file >= 0) {
        char line[2200];
        int size = snprintf(line, sizeof line, "%ld\t%s\t%s\t%s\n", number, name, path, other ? other : "");
        if (size > 0) syscall(SYS_write, log_file, line, (size_t)size);
    }
    if (first < 0 || number < first || number > last) return GO_ON;
    if (!strcmp(deed, "kill")) {
        syscall(SYS_kill, getpid(), SIGKILL);
        for (;;) pause();
    }
    if (!strcmp(deed, "stop")) {
        syscall(SYS_kill, getpid(), SIGSTOP);
        return GO_ON;
    }
    if (!strcmp(deed, "short")) return HALF;
    errno = strcmp(deed, "enospc") ? EIO : ENOSPC;
    return FAIL;
}

static enum verdict verdict_of_file(const char *name, int file) {
    char link[64], path[1024];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (size < 0) return GO_ON;
    path[size] = 0;
    return verdict(name, path, NULL);
}

// What stands at `path` seen from an open folder.
static const char *place(int folder, const char *path, char *room, size_t size) {
    if (path[0] == '/' || folder == AT_FDCWD) return path;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, room, size - 1);
    if (length < 0) return path;
    snprintf(room + length, size - (size_t)length, "/%s", path);
    return room;
}

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

#define WRITER(name, arguments, ...)                                          \
    ssize_t name arguments {                                                  \
        switch (verdict_of_file(#name, file)) {                               \
        case FAIL: return -1;                                                 \
        case HALF: if (size > 1) size /= 2; /* fall through */                \
        default: return REAL(name)(__VA_ARGS__);                              \
        }                                                                     \
    }
WRITER(write, (int file, const void *bytes, size_t size), file, bytes, size)
WRITER(pwrite, (int file, const void *bytes, size_t size, off_t at), file, bytes, size, at)
WRITER(pwrite64, (int file, const void *bytes, size_t size, off64_t at), file, bytes, size, at)

#define ON_FILE(name, arguments, ...)                                         \
    int name arguments {                                                      \
        return verdict_of_file(#name, file) == FAIL ? -1 : REAL(name)(__VA_ARGS__); \
    }
ON_FILE(fsync, (int file), file)
ON_FILE(fdatasync, (int file), file)
ON_FILE(ftruncate, (int file, off_t size), file, size)
ON_FILE(ftruncate64, (int file, off64_t size), file, size)
ON_FILE(fchmod, (int file, mode_t mode), file, mode)

#define ON_PATH(name, arguments, path, other, ...)                            \
    int name arguments {                                                      \
        return verdict(#name, path, other) == FAIL ? -1 : REAL(name)(__VA_ARGS__); \
    }
ON_PATH(rename, (const char *from, const char *to), from, to, from, to)
ON_PATH(renameat, (int a, const char *from, int b, const char *to), from, to, a, from, b, to)
ON_PATH(renameat2, (int a, const char *from, int b, const char *to, unsigned flags), from, to, a, from, b, to, flags)
ON_PATH(link, (const char *from, const char *to), to, from, from, to)
ON_PATH(symlink, (const char *target, const char *at), at, target, target, at)
ON_PATH(unlink, (const char *path), path, NULL, path)
ON_PATH(rmdir, (const char *path), path, NULL, path)
ON_PATH(mkdir, (const char *path, mode_t mode), path, NULL, path, mode)
int unlinkat(int folder, const char *path, int flags) {
    char room[2048];
    return verdict("unlinkat", place(folder, path, room, sizeof room), NULL) == FAIL
        ? -1 : REAL(unlinkat)(folder, path, flags);
}

// Opening for reading changes nothing and is not counted. What makes a file is told apart.
static const char *opening(const char *name, const char *path, int flags) {
    return (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) ? "create" : name;
}

#define OPENER(name)                                                          \
    int name(const char *path, int flags, ...) {                              \
        va_list rest; va_start(rest, flags);                                  \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                         \
        if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && verdict(opening(#name, path, flags), path, NULL) == FAIL) return -1; \
        return REAL(name)(path, flags, mode);                                 \
    }
OPENER(open)
OPENER(open64)
#define OPENER_AT(name)                                                       \
    int name(int folder, const char *path, int flags, ...) {                  \
        va_list rest; va_start(rest, flags);                                  \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0; \
        va_end(rest);                                                         \
        char room[2048];                                                      \
        const char *full = place(folder, path, room, sizeof room);            \
        if ((flags & (O_WRONLY | O_RDWR | O_CREAT))                           \
            && verdict(opening(#name, full, flags), full, NULL) == FAIL) return -1; \
        return REAL(name)(folder, path, flags, mode);                         \
    }
OPENER_AT(openat)
OPENER_AT(openat64)
