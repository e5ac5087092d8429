#pragma once

#include "catalog/kind.hpp"
#include "catalog/provider.hpp"
#include "protocol/reply.hpp"

namespace kling::engine {

/// What an unknown submit of each kind may rest on at this client's host (design §4.1): what is documented there, and what it has shown to
/// this client's credential.
class IdTrust {
public:
  explicit IdTrust(catalog::ExternalIdTrust documented) : documented_(documented) {}

  /// A reply tells of a task that was sent with that external id.
  void learn(const catalog::Kind &kind, std::string_view external_id, const protocol::Record &record);
  /// The same of the reply to its create.
  void learn_from_create(const catalog::Kind &kind, std::string_view external_id, const protocol::Record &record);

  /// Guarded where the host is and the kind is documented to be looked up by external id, as long as it has not been seen to drop them.
  [[nodiscard]] catalog::ExternalIdTrust of(const catalog::Kind &kind) const;
  /// A task that it finds by our external id is ours even where it tells neither that id nor a time.
  [[nodiscard]] bool finds_surely(const catalog::Kind &kind) const;
  /// Replies to creates of this kind had the place for our external id and left it empty, and none ever told it.
  [[nodiscard]] bool drops(const catalog::Kind &kind) const;
  /// Why an id that is not found proves nothing here; of a kind that is not guarded.
  [[nodiscard]] std::string_view doubt(const catalog::Kind &kind) const;

private:
  catalog::ExternalIdTrust documented_;
  catalog::KindSet echoed_;
  catalog::KindSet dropped_;
};

} // namespace kling::engine
