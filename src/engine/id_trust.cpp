#include "engine/id_trust.hpp"

namespace kling::engine {

namespace {

catalog::KindSet only(const catalog::Kind &kind) {
  return catalog::KindSet(uint64_t{1} << catalog::index_of(kind));
}

/// By external id, as documented.
bool is_looked_up(const catalog::Kind &kind) {
  return kind.external_id && !kind.task_id_only;
}

} // namespace

void IdTrust::learn(const catalog::Kind &kind, std::string_view external_id, const protocol::Record &record) {
  if (!external_id.empty() && record.external_id == external_id) {
    echoed_ = echoed_ | only(kind);
  }
}

void IdTrust::learn_from_create(const catalog::Kind &kind, std::string_view external_id, const protocol::Record &record) {
  learn(kind, external_id, record);
  if (!external_id.empty() && record.external_id.empty() && record.has_place_for_external_id) {
    dropped_ = dropped_ | only(kind);
  }
}

bool IdTrust::finds_surely(const catalog::Kind &kind) const {
  return documented_ == catalog::ExternalIdTrust::guarded || echoed_.has(kind);
}

bool IdTrust::drops(const catalog::Kind &kind) const {
  return dropped_.has(kind) && !echoed_.has(kind);
}

catalog::ExternalIdTrust IdTrust::of(const catalog::Kind &kind) const {
  if (documented_ == catalog::ExternalIdTrust::guarded && is_looked_up(kind) && !drops(kind)) {
    return catalog::ExternalIdTrust::guarded;
  }
  return echoed_.has(kind) ? catalog::ExternalIdTrust::echoed : catalog::ExternalIdTrust::unproven;
}

std::string_view IdTrust::doubt(const catalog::Kind &kind) const {
  if (drops(kind)) {
    return "this host leaves external ids out of its replies to this kind, so they may never have arrived";
  }
  if (echoed_.has(kind)) {
    return "this host has returned our external ids before, but what it does not find may still come";
  }
  return documented_ == catalog::ExternalIdTrust::guarded ? "this kind is not documented to be looked up by external id"
                                                          : "this host has never returned an external id of ours for this kind";
}

} // namespace kling::engine
