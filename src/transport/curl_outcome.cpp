#include "transport/curl_outcome.hpp"

#include "base/text.hpp"

namespace kling::transport {

namespace {

constexpr CurlOutcome outcomes[] = {
    {CURLE_OK, KLING_OK, ""},
    {CURLE_COULDNT_RESOLVE_HOST, KLING_E_NETWORK, "the host name could not be resolved"},
    {CURLE_COULDNT_RESOLVE_PROXY, KLING_E_NETWORK, "the proxy's name could not be resolved"},
    {CURLE_COULDNT_CONNECT, KLING_E_NETWORK, "no connection could be made"},
    {CURLE_PROXY, KLING_E_NETWORK, "the proxy refused the connection"},
    {CURLE_SEND_ERROR, KLING_E_NETWORK, "the connection broke while sending"},
    {CURLE_RECV_ERROR, KLING_E_NETWORK, "the connection broke while receiving"},
    {CURLE_GOT_NOTHING, KLING_E_NETWORK, "the server closed the connection without a reply"},
    {CURLE_SEND_FAIL_REWIND, KLING_E_NETWORK, "the connection broke and the request must not be sent again"},
    {CURLE_NO_CONNECTION_AVAILABLE, KLING_E_NETWORK, "no connection was free"},
    {CURLE_OPERATION_TIMEDOUT, KLING_E_TIMEOUT, "no answer in time"},
    {CURLE_SSL_CONNECT_ERROR, KLING_E_TLS, "the TLS handshake failed"},
    {CURLE_PEER_FAILED_VERIFICATION, KLING_E_TLS, "the server's certificate was not accepted"},
    {CURLE_SSL_CACERT_BADFILE, KLING_E_TLS, "the trusted certificates could not be read"},
    {CURLE_SSL_CERTPROBLEM, KLING_E_TLS, "the client certificate is of no use"},
    {CURLE_SSL_CIPHER, KLING_E_TLS, "no cipher in common with the server"},
    {CURLE_SSL_ISSUER_ERROR, KLING_E_TLS, "the certificate's issuer was not accepted"},
    {CURLE_SSL_INVALIDCERTSTATUS, KLING_E_TLS, "the certificate's status was not accepted"},
    {CURLE_SSL_PINNEDPUBKEYNOTMATCH, KLING_E_TLS, "the server's key was not accepted"},
    {CURLE_SSL_CRL_BADFILE, KLING_E_TLS, "the revocation list could not be read"},
    {CURLE_SSL_ENGINE_NOTFOUND, KLING_E_TLS, "TLS could not be set up"},
    {CURLE_SSL_ENGINE_SETFAILED, KLING_E_TLS, "TLS could not be set up"},
    {CURLE_SSL_ENGINE_INITFAILED, KLING_E_TLS, "TLS could not be set up"},
    {CURLE_SSL_SHUTDOWN_FAILED, KLING_E_TLS, "the TLS connection was not closed properly"},
    {CURLE_USE_SSL_FAILED, KLING_E_TLS, "TLS could not be set up"},
    {CURLE_PARTIAL_FILE, KLING_E_PROTOCOL, "the reply was cut short"},
    {CURLE_WEIRD_SERVER_REPLY, KLING_E_PROTOCOL, "the reply is not HTTP"},
    {CURLE_UNSUPPORTED_PROTOCOL, KLING_E_PROTOCOL, "the address is not one of HTTP, or redirects away from HTTPS"},
    {CURLE_BAD_CONTENT_ENCODING, KLING_E_PROTOCOL, "the reply could not be decompressed"},
    {CURLE_HTTP2, KLING_E_PROTOCOL, "the server broke the rules of HTTP/2"},
    {CURLE_HTTP2_STREAM, KLING_E_PROTOCOL, "the server ended the HTTP/2 stream"},
    {CURLE_TOO_MANY_REDIRECTS, KLING_E_PROTOCOL, "too many redirects"},
    {CURLE_UNRECOVERABLE_POLL, KLING_E_NETWORK, "the connection could not be watched"},
    {CURLE_FILESIZE_EXCEEDED, KLING_E_TOO_LARGE, "the reply is too large"},
    {CURLE_URL_MALFORMAT, KLING_E_ARGUMENT, "the address cannot be read"},
    {CURLE_LOGIN_DENIED, KLING_E_ARGUMENT, "an address must not hold a user name or password"},
    {CURLE_READ_ERROR, KLING_E_FILE, "the request's body could not be read to its end"},
    {CURLE_ABORTED_BY_CALLBACK, KLING_E_CANCELLED, "ended early"},
    {CURLE_WRITE_ERROR, KLING_E_CANCELLED, "ended early by the receiver"},
    {CURLE_OUT_OF_MEMORY, KLING_E_MEMORY, "out of memory"},
};

/// libcurl has no result of its own for these.
constexpr CurlOutcome proxy_credentials = {CURLE_PROXY, KLING_E_NETWORK, "the proxy asks for a user name and password that it accepts"};
constexpr CurlOutcome proxy_refusal = {CURLE_PROXY, KLING_E_NETWORK, "the proxy made no connection to the host"};

constexpr CurlOutcome any_other = {CURLE_OBSOLETE20, KLING_E_NETWORK, "the exchange failed"};

} // namespace

const CurlOutcome &outcome_of(CURLcode code) {
  for (const CurlOutcome &outcome : outcomes) {
    if (outcome.code == code) {
      return outcome;
    }
  }
  return any_other;
}

const CurlOutcome &outcome_of(CURLcode code, long tunnel_status) {
  if (code != CURLE_RECV_ERROR || tunnel_status < 300) {
    return outcome_of(code);
  }
  return tunnel_status == 407 ? proxy_credentials : proxy_refusal;
}

String message_of(const CurlOutcome &outcome, std::string_view detail) {
  if (detail.empty() || detail.find_first_of("?@#") != std::string_view::npos || !is_utf8(detail)) {
    return outcome.words;
  }
  return concat({outcome.words, ": ", detail});
}

} // namespace kling::transport
