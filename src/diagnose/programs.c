/* What well-known programs are, by their names, and which of their own settings bound their memory.
 * SPDX-License-Identifier: MIT */
#include "diagnose/programs.h"

static const char programs_load[] = "a memory test";

/* The first that fits holds. */
static const struct program programs[] = {
    {"java", "a Java virtual machine", "its options -Xmx and -XX:MaxMetaspaceSize=", NULL,
     "ps -ww -o pid,rss,args -C java"},
    {"mysqld mariadbd", "a MySQL or MariaDB server", "innodb_buffer_pool_size and max_connections", "max_connections",
     "mysql -e \"SHOW GLOBAL VARIABLES WHERE Variable_name IN ('innodb_buffer_pool_size', 'max_connections')\""},
    {"postgres postmaster", "a PostgreSQL server", "shared_buffers, and work_mem, of which one query may take several",
     "max_connections",
     "psql -U postgres -c \"SELECT name, setting, unit FROM pg_settings WHERE name IN ('shared_buffers', 'work_mem', "
     "'max_connections')\""},
    {"oracle_*", "an Oracle database", "sga_target and pga_aggregate_limit", "processes", NULL},
    {"sqlservr", "a Microsoft SQL Server", "memory.memorylimitmb of mssql-conf", NULL, "cat /var/opt/mssql/mssql.conf"},
    {"mongod", "a MongoDB server", "cacheSizeGB of WiredTiger, by default half of RAM", NULL,
     "grep -n -i cacheSize /etc/mongod.conf"},
    {"redis-server", "a Redis server", "maxmemory and maxmemory-policy", NULL, "redis-cli CONFIG GET 'maxmemory*'"},
    {"valkey-server", "a Valkey server", "maxmemory and maxmemory-policy", NULL, "valkey-cli CONFIG GET 'maxmemory*'"},
    {"memcached", "a cache", "its option -m", NULL, "ps -ww -o pid,rss,args -C memcached"},
    {"beam.smp", "an Erlang virtual machine, such as RabbitMQ's", "vm_memory_high_watermark in RabbitMQ", NULL, NULL},
    {"ceph-osd", "a storage daemon of Ceph", "osd_memory_target", NULL, "ceph config get osd osd_memory_target"},
    {"node", "Node.js", "its option --max-old-space-size=", NULL, "ps -ww -o pid,rss,args -C node"},
    {"php-fpm* php-cgi*", "PHP", "memory_limit", "pm.max_children of its pools",
     "grep -rE '^(pm\\.|memory_limit)|memory_limit\\]' /etc/php*"},
    {"apache2 httpd*", "an Apache web server", NULL, "MaxRequestWorkers, before 2.4 MaxClients",
     "grep -rE 'MaxRequestWorkers|MaxClients' /etc/apache2 /etc/httpd"},
    {"gunicorn*", "a Gunicorn server", NULL, "its option --workers", "ps -ww -eo pid,rss,args | grep '[g]unicorn'"},
    {"uwsgi", "a uWSGI server", "reload-on-rss", "workers", NULL},
    {"celery", "a Celery worker", "worker_max_memory_per_child", "its option --concurrency", NULL},
    {"named", "the name server BIND", "max-cache-size", NULL, NULL},
    {"unbound", "the resolver Unbound", "msg-cache-size and rrset-cache-size", NULL, NULL},
    {"squid", "a Squid proxy", "cache_mem", NULL, "grep -rn '^cache_mem' /etc/squid"},
    {"varnishd cache-main", "a Varnish cache", "its option -s", NULL, NULL},
    {"qemu-* kvm", "a virtual machine", "the memory that its guest is given", NULL, NULL},
    {"cc1* lto1* clang* rustc", "a compiler", NULL, "the number of jobs, as in make -j", NULL},
    /* oom01 to oom05 are of the Linux Test Project. */
    {"stress stress-ng* memhog memtester usemem oom0*", programs_load, NULL, NULL, NULL},
};

static bool programs_is_called(const struct program *program, str name) {
    str names = str_from_cstr(program->names);
    while (names.len) {
        size_t space = str_find_byte(names, ' ');
        str one = space == STR_NONE ? names : str_first(names, space);
        names = space == STR_NONE ? STR("") : str_from(names, space + 1);
        if (str_ends(one, STR("*")) ? str_starts(name, str_first(one, one.len - 1)) : str_equal(name, one))
            return true;
    }
    return false;
}

const struct program *programs_find(str name) {
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (programs_is_called(&programs[i], name))
            return &programs[i];
    return NULL;
}

bool programs_is_load(str name) {
    const struct program *program = programs_find(name);
    return program && program->what == programs_load;
}
