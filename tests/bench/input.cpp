/// What sending an image of 10 MiB costs (goal P7 of the performance notes), against the usual way: the file read whole, libcrypto's
/// Base64, cJSON's AddString and Print, libcurl's POSTFIELDS. Processor time of the whole process, user and system; the service is another
/// process, both ways go to it in turns, and the least of each counts.
///
///   bench_input [ROUNDS=20]
#include <algorithm>
#include <cJSON.h>
#include <cstdio>
#include <cstdlib>
#include <curl/curl.h>
#include <fstream>
#include <sys/resource.h>
#include <vector>

#include "support/counted_heap.hpp"
#include "support/draining_server.hpp"
#include "support/input_files.hpp"

namespace {

using namespace kling::test;

constexpr std::size_t ten_mib = std::size_t{10} << 20U;

double processor_ms() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto ms = [](const timeval &time) { return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3; };
  return ms(used.ru_utime) + ms(used.ru_stime);
}

struct Cost {
  double processor = 1e9;
  double memory = 0;
};

template <class Act> void take(Cost &cost, Act act) {
  CountedHeap::restart();
  const double before = processor_ms();
  const int64_t live = CountedHeap::live();
  act();
  cost.processor = std::min(cost.processor, processor_ms() - before);
  cost.memory = std::max(cost.memory, static_cast<double>(CountedHeap::peak() - live) / 1048576);
}

void with_client(const Client &client, const Request &request) {
  const Task task = submit(client, request);
  while (kling_task_state(task.get()) < KLING_TASK_SUBMITTED) {
    kling_poll(client.get(), 100, nullptr);
  }
  if (kling_task_state(task.get()) != KLING_TASK_SUBMITTED) {
    std::fprintf(stderr, "our way failed\n");
    std::exit(1);
  }
}

std::size_t ignore(char *, std::size_t size, std::size_t count, void *) {
  return size * count;
}

void with_cjson(CURL *curl, const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes(ten_mib, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  cJSON *const body = cJSON_CreateObject();
  cJSON_AddStringToObject(body, "prompt", "a lighthouse");
  cJSON_AddStringToObject(body, "image", base64_of(bytes).c_str());
  char *const text = cJSON_PrintUnformatted(body);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text);
  if (curl_easy_perform(curl) != CURLE_OK) {
    std::fprintf(stderr, "the usual way failed\n");
    std::exit(1);
  }
  cJSON_free(text);
  cJSON_Delete(body);
}

} // namespace

int main(int count, char **arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 20; // NOLINT(cert-err34-c)
  const DrainingServer server;
  const InputFolder folder;
  const std::string bytes = some_bytes(ten_mib);
  const std::string path = folder.write("photo.png", bytes);
  const Client client = make_client({{"provider", "custom"},
                                     {"base_url", server.url()},
                                     {"api_key", "the-key"},
                                     {"validation", "off"},
                                     {"poll_interval_ms", "3600000"},
                                     {"poll_max_interval_ms", "3600000"}});
  const Request filed = image_request("a lighthouse");
  const Request lent = image_request("a lighthouse");
  if (kling_request_set_file(filed.get(), "image", path.c_str()) != KLING_OK ||
      kling_request_lend_bytes(lent.get(), "image", bytes.data(), bytes.size(), nullptr, nullptr) != KLING_OK) {
    return 1;
  }
  CURL *const curl = curl_easy_init();
  curl_slist *const headers = curl_slist_append(curl_slist_append(nullptr, "Content-Type: application/json"), "Expect:");
  curl_easy_setopt(curl, CURLOPT_URL, (server.url() + "/v1/videos/image2video").c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
  Cost of_file;
  Cost of_loan;
  Cost usual;
  for (int round = 0; round <= rounds; ++round) {
    if (round == 1) { // the first one loads and connects
      of_file = of_loan = usual = Cost();
    }
    take(of_file, [&] { with_client(client, filed); });
    take(of_loan, [&] { with_client(client, lent); });
    take(usual, [&] { with_cjson(curl, path); });
  }
  std::printf("an image of 10 MiB, least of %d, processor ms and most MiB of heap\n", rounds);
  std::printf("  cJSON and POSTFIELDS       %6.1f  %6.2f\n", usual.processor, usual.memory);
  std::printf("  kling_request_set_file     %6.1f  %6.2f  ratio %.1f (goal 8)\n", of_file.processor, of_file.memory,
              usual.processor / of_file.processor);
  std::printf("  kling_request_lend_bytes   %6.1f  %6.2f  ratio %.1f\n", of_loan.processor, of_loan.memory,
              usual.processor / of_loan.processor);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return 0;
}
