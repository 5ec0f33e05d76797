/*
 * Loaded before the C library (LD_PRELOAD): fsync and fdatasync of files in FAILING_FSYNC_IN fail with
 * EIO while the file FAILING_FSYNC_WHILE is there. Each failure is told by a line in that file.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fails(int fd) {
  const char *folder = getenv("FAILING_FSYNC_IN");
  const char *armed = getenv("FAILING_FSYNC_WHILE");
  int told = folder && armed ? open(armed, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
  if (told < 0) {
    return 0;
  }
  char link[64];
  char path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length < 0 ? 0 : length] = '\0';
  size_t prefix = strlen(folder);
  int inside = strncmp(path, folder, prefix) == 0 && (path[prefix] == '/' || path[prefix] == '\0');
  if (inside) {
    dprintf(told, "%s\n", path);
  }
  close(told);
  return inside;
}

static int synced(long call, int fd) {
  int before = errno;
  if (fails(fd)) {
    errno = EIO;
    return -1;
  }
  errno = before;
  return (int) syscall(call, fd);
}

int fsync(int fd) { return synced(SYS_fsync, fd); }

int fdatasync(int fd) { return synced(SYS_fdatasync, fd); }
