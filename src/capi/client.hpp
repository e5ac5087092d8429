#pragma once

#include "kling/kling.h"

namespace kling::client {
class Client;
}

namespace kling::capi {

/// The client behind the handle, nullptr for NULL and for a handle of another type.
[[nodiscard]] const client::Client *client_of(const kling_client *handle) noexcept;

} // namespace kling::capi
