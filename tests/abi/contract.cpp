#include "contract.c" // NOLINT(bugprone-suspicious-include): the same assertions, by the stricter rules of C++
