#pragma once
#include <microhttpd.h>

// What Swift cannot say itself: MHD_start_daemon is variadic, its options mix numbers and function pointers,
// and its enumerations arrive in Swift under changing names. Nothing else belongs here.

struct isthmus_http_options {
    int listener; // a bound, listening socket; the daemon closes it
    unsigned int threads;
    unsigned int connections;
    unsigned int connections_per_address;
    unsigned int idle_seconds;
    size_t memory_per_connection;
};

// Leaves percent signs alone: targets are decoded after they were checked, not before.
static inline size_t isthmus_http_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void) context;
    (void) connection;
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

static inline struct MHD_Daemon *isthmus_http_start(
    struct isthmus_http_options options, void *context,
    void *(*begun)(void *context, const char *target, struct MHD_Connection *connection),
    MHD_AccessHandlerCallback answer, MHD_RequestCompletedCallback completed) {
    struct MHD_OptionItem items[] = {
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_LISTEN_SOCKET, options.listener, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, options.threads, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, options.connections, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, options.connections_per_address, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, options.idle_seconds, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t) options.memory_per_connection, NULL},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t) &isthmus_http_keep_escapes, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t) begun, context},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t) completed, context},
        {MHD_OPTION_END, 0, NULL},
    };
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC, 0, NULL, NULL, answer, context, MHD_OPTION_ARRAY, items,
        MHD_OPTION_END);
}

static inline void isthmus_http_headers(
    struct MHD_Connection *connection, MHD_KeyValueIteratorN take, void *context) {
    MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take, context);
}

// Bytes of the request line and all headers with their line ends, for spotting what the parser passed over in
// silence. 0 from libmicrohttpd 1.0 on, which refuses such requests itself.
static inline size_t isthmus_http_head_size(struct MHD_Connection *connection) {
#if MHD_VERSION < 0x01000000
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
#else
    (void) connection;
    return 0;
#endif
}

// The library copies the body.
static inline struct MHD_Response *isthmus_http_response(const void *body, size_t count) {
    return MHD_create_response_from_buffer(count, (void *) body, MHD_RESPMEM_MUST_COPY);
}
