#pragma once

#include "cli/command_line.hpp"
#include "cli/failure.hpp"
#include "cli/handle.hpp"
#include "cli/simulator_process.hpp"

namespace kling::cli {

/// A client, and the simulator it talks to when one was asked for. The client goes first.
struct Session {
  SimulatorProcess simulator;
  std::string provider; // whom it speaks to
  Client client;
};

/// Makes the client that the flags and the environment describe.
[[nodiscard]] Failure open_session(const GlobalFlags &flags, Session &session);

/// The same for showing a request that is never sent: it needs no credentials and starts no simulator.
[[nodiscard]] Failure open_session_to_show(const GlobalFlags &flags, Session &session);

} // namespace kling::cli
