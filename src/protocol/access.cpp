#include "protocol/access.hpp"

#include "base/text.hpp"

namespace kling::protocol {

kling_status check_access(const catalog::Kind &kind, bool signs, Error &error) {
  if (kind.generation != catalog::Generation::current || !signs) {
    return KLING_OK;
  }
  error = make_error(KLING_E_AUTH,
                     concat({kind.name, ": the new generation takes API keys only, and no AccessKey and SecretKey; make a key at "
                                        "https://kling.ai/dev/api-key and set api_key"}),
                     "access_key");
  return error.status;
}

} // namespace kling::protocol
