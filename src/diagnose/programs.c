/* What well-known programs are, by their names, and which of their own settings bound their memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/programs.h"

static const char programs_load[] = "a memory test", programs_browser[] = "a browser";

/* The first that fits holds. */
static const struct program programs[] = {
    {.names = {STR_INIT("java")},
     .what = "a Java virtual machine",
     .size = "its options -Xmx and -XX:MaxMetaspaceSize=",
     .command = "ps -ww -o pid,rss,args -C java"},
    {.names = {STR_INIT("mysqld"), STR_INIT("mariadbd")},
     .what = "a MySQL or MariaDB server",
     .size = "innodb_buffer_pool_size and max_connections",
     .count = "max_connections",
     .command =
         "mysql -e \"SHOW GLOBAL VARIABLES WHERE Variable_name IN ('innodb_buffer_pool_size', 'max_connections')\""},
    {.names = {STR_INIT("postgres"), STR_INIT("postmaster")},
     .what = "a PostgreSQL server",
     .size = "shared_buffers, and work_mem, of which one query may take several",
     .count = "max_connections",
     .command = "psql -U postgres -c \"SELECT name, setting, unit FROM pg_settings WHERE name IN ('shared_buffers', "
                "'work_mem', 'max_connections')\""},
    {.begins = {STR_INIT("oracle_")},
     .what = "an Oracle database",
     .size = "sga_target and pga_aggregate_limit",
     .count = "processes"},
    {.names = {STR_INIT("sqlservr")},
     .what = "a Microsoft SQL Server",
     .size = "memory.memorylimitmb of mssql-conf",
     .command = "cat /var/opt/mssql/mssql.conf"},
    {.names = {STR_INIT("mongod")},
     .what = "a MongoDB server",
     .size = "cacheSizeGB of WiredTiger, by default half of RAM",
     .command = "grep -n -i cacheSize /etc/mongod.conf"},
    {.names = {STR_INIT("redis-server")},
     .what = "a Redis server",
     .size = "maxmemory and maxmemory-policy",
     .command = "redis-cli CONFIG GET 'maxmemory*'"},
    {.names = {STR_INIT("valkey-server")},
     .what = "a Valkey server",
     .size = "maxmemory and maxmemory-policy",
     .command = "valkey-cli CONFIG GET 'maxmemory*'"},
    {.names = {STR_INIT("memcached")},
     .what = "a cache",
     .size = "its option -m",
     .command = "ps -ww -o pid,rss,args -C memcached"},
    {.names = {STR_INIT("beam.smp")},
     .what = "an Erlang virtual machine, such as RabbitMQ's",
     .size = "vm_memory_high_watermark in RabbitMQ"},
    {.names = {STR_INIT("ceph-osd")},
     .what = "a storage daemon of Ceph",
     .size = "osd_memory_target",
     .command = "ceph config get osd osd_memory_target"},
    {.names = {STR_INIT("node")},
     .what = "Node.js",
     .size = "its option --max-old-space-size=",
     .command = "ps -ww -o pid,rss,args -C node"},
    {.begins = {STR_INIT("php-fpm"), STR_INIT("php-cgi")},
     .what = "PHP",
     .size = "memory_limit",
     .count = "pm.max_children of its pools",
     .command = "grep -rE '^(pm\\.|memory_limit)|memory_limit\\]' /etc/php*"},
    {.names = {STR_INIT("apache2")},
     .begins = {STR_INIT("httpd")},
     .what = "an Apache web server",
     .count = "MaxRequestWorkers, before 2.4 MaxClients",
     .command = "grep -rE 'MaxRequestWorkers|MaxClients' /etc/apache2 /etc/httpd"},
    {.begins = {STR_INIT("gunicorn")},
     .what = "a Gunicorn server",
     .count = "its option --workers",
     .command = "ps -ww -eo pid,rss,args | grep '[g]unicorn'"},
    {.names = {STR_INIT("uwsgi")}, .what = "a uWSGI server", .size = "reload-on-rss", .count = "workers"},
    {.names = {STR_INIT("celery")},
     .what = "a Celery worker",
     .size = "worker_max_memory_per_child",
     .count = "its option --concurrency"},
    {.names = {STR_INIT("named")}, .what = "the name server BIND", .size = "max-cache-size"},
    {.names = {STR_INIT("unbound")}, .what = "the resolver Unbound", .size = "msg-cache-size and rrset-cache-size"},
    {.names = {STR_INIT("squid")},
     .what = "a Squid proxy",
     .size = "cache_mem",
     .command = "grep -rn '^cache_mem' /etc/squid"},
    {.names = {STR_INIT("varnishd"), STR_INIT("cache-main")}, .what = "a Varnish cache", .size = "its option -s"},
    {.names = {STR_INIT("kvm")},
     .begins = {STR_INIT("qemu-")},
     .what = "a virtual machine",
     .size = "the memory that its guest is given"},
    {.names = {STR_INIT("rustc")},
     .begins = {STR_INIT("cc1"), STR_INIT("lto1"), STR_INIT("clang"), STR_INIT("llvm-")},
     .what = "a compiler",
     .count = "the number of jobs, as in make -j"},
    {.names = {STR_INIT("Isolated Web Co"), STR_INIT("Web Content"), STR_INIT("WebExtensions"), STR_INIT("firefox")},
     .begins = {STR_INIT("chrom"), STR_INIT("msedge"), STR_INIT("brave")},
     .what = programs_browser},
    /* oom01 to oom05 are of the Linux Test Project. */
    {.names = {STR_INIT("clamd"), STR_INIT("clamscan"), STR_INIT("freshclam")},
     .what = "a virus scanner of ClamAV, whose signatures alone take more than 1 GiB",
     .size = "ConcurrentDatabaseReload no in clamd.conf (else it holds them twice while it reloads them)",
     .is_fixed = true},
    {.names = {STR_INIT("stress"), STR_INIT("memhog"), STR_INIT("memtester"), STR_INIT("usemem")},
     .begins = {STR_INIT("stress-ng"), STR_INIT("oom0")},
     .what = programs_load},
};

static bool programs_is_called(const struct program *program, str name) {
    for (size_t i = 0; i < PROGRAM_NAMES && program->names[i].len; i++)
        if (str_equal_names(name, program->names[i]))
            return true;
    for (size_t i = 0; i < PROGRAM_NAMES && program->begins[i].len; i++)
        if (str_equal_names(str_first(name, program->begins[i].len), program->begins[i]))
            return true;
    return false;
}

const struct program *programs_find(str name) {
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (programs_is_called(&programs[i], name))
            return &programs[i];
    return NULL;
}

/* No name fits two kinds of programs. */
static bool programs_is_one_of(const char *what, str name) {
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (programs[i].what == what && programs_is_called(&programs[i], name))
            return true;
    return false;
}

bool programs_is_load(str name) {
    return programs_is_one_of(programs_load, name);
}

bool programs_is_browser(str name) {
    return programs_is_one_of(programs_browser, name);
}
