#ifndef RUBATO_COPENSSL_SHIM_H
#define RUBATO_COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

/* What OpenSSL offers only as macros, as functions that Swift can see. */

static inline int rubato_ctx_require_tls12(SSL_CTX *context) {
    return (int)SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

static inline int rubato_ctx_limit_to_tls12(SSL_CTX *context) {
    return (int)SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
}

static inline void rubato_ctx_save_memory(SSL_CTX *context) {
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

static inline int rubato_set_server_name(SSL *ssl, const char *name) {
    return (int)SSL_set_tlsext_host_name(ssl, name);
}

static inline int rubato_bio_pending(BIO *bio) {
    return (int)BIO_pending(bio);
}

/* An empty memory BIO says "try again" and not "end of file". */
static inline void rubato_bio_retry_when_empty(BIO *bio) {
    BIO_set_mem_eof_return(bio, -1);
}

#endif
