#pragma once

#include <atomic>
#include <string>

/// Takes the place of OpenSSL's X509_STORE_load_file in this program: counts how often a file of trusted certificates is parsed, and can
/// add one to the system's own, so that a test's server is trusted by it.
namespace kling::test {

extern std::atomic<int> store_loads;
/// PEM text; empty: nothing is added. Set while no connection is made.
void trust_besides_the_systems(const std::string &certificate);

} // namespace kling::test
