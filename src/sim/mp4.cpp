#include "sim/mp4.hpp"

#include "sim/byte_order.hpp"

namespace kling::sim {

namespace {

constexpr uint32_t frames_a_second = 24;
constexpr uint32_t sound_rate = 48000;
constexpr uint32_t sound_frame = 1024; // samples
constexpr uint32_t movie_scale = 1000;

String unit(Bytes bytes) {
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

/// A box under construction: the type, then what is appended, big-endian; the length comes in front when it is done.
class Box {
public:
  explicit Box(std::string_view type) : content_(type) {}
  Box &u8(uint32_t value) {
    content_.push_back(static_cast<char>(value & 0xffU));
    return *this;
  }
  Box &u16(uint32_t value) { return u8(value >> 8U).u8(value); }
  Box &u32(uint32_t value) { return u16(value >> 16U).u16(value); }
  Box &zeros(int count) {
    for (; count > 0; --count) {
      u8(0);
    }
    return *this;
  }
  Box &text(std::string_view bytes) {
    content_ += bytes;
    return *this;
  }
  Box &matrix() { // unity
    return u32(0x10000).zeros(12).u32(0x10000).zeros(12).u32(0x40000000);
  }
  [[nodiscard]] String done() const {
    String out;
    append_big_endian(out, content_.size() + 4, 4);
    return out + content_;
  }

private:
  String content_;
};

/// What the tables of a track are made from.
struct Track {
  uint32_t id = 1;
  uint32_t scale = 0; // of its times
  Vector<uint32_t> sizes;
  Vector<uint32_t> chunk_samples; // how many samples each chunk has
  Vector<uint32_t> chunk_offsets;
  uint32_t step = 0; // of a sample
  uint32_t last_step = 0;
};

String sizes_box(const Track &track) {
  Box box("stsz");
  box.u32(0).u32(0).u32(static_cast<uint32_t>(track.sizes.size()));
  for (const uint32_t size : track.sizes) {
    box.u32(size);
  }
  return box.done();
}

String times_box(const Track &track) {
  const auto count = static_cast<uint32_t>(track.sizes.size());
  Box box("stts");
  if (track.step == track.last_step) {
    return box.u32(0).u32(1).u32(count).u32(track.step).done();
  }
  return box.u32(0).u32(2).u32(count - 1).u32(track.step).u32(1).u32(track.last_step).done();
}

String chunks_box(const Track &track) {
  Box box("stsc");
  box.u32(0).u32(static_cast<uint32_t>(track.chunk_samples.size()));
  for (std::size_t i = 0; i < track.chunk_samples.size(); ++i) {
    box.u32(static_cast<uint32_t>(i + 1)).u32(track.chunk_samples[i]).u32(1);
  }
  return box.done();
}

String offsets_box(const Track &track) {
  Box box("stco");
  box.u32(0).u32(static_cast<uint32_t>(track.chunk_offsets.size()));
  for (const uint32_t offset : track.chunk_offsets) {
    box.u32(offset);
  }
  return box.done();
}

String video_entry(const Movie &movie) {
  const VideoSecond &video = movie.video;
  Box configuration("avcC");
  configuration.u8(1).u8(video.sequence_parameters[1]).u8(video.sequence_parameters[2]).u8(video.sequence_parameters[3]);
  configuration.u8(0xff).u8(0xe1).u16(static_cast<uint32_t>(video.sequence_parameters.size())).text(unit(video.sequence_parameters));
  configuration.u8(1).u16(static_cast<uint32_t>(video.picture_parameters.size())).text(unit(video.picture_parameters));
  configuration.u8(0xfd).u8(0xf8).u8(0xf8).u8(0); // High profile: 4:2:0, 8 bits
  Box entry("avc1");
  entry.zeros(6).u16(1).zeros(16).u16(movie.width).u16(movie.height).u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32);
  entry.u16(24).u16(0xffff).text(configuration.done());
  return Box("stsd").u32(0).u32(1).text(entry.done()).done();
}

String sound_entry(const Movie &movie) {
  // ES_Descriptor { DecoderConfigDescriptor { DecoderSpecificInfo }, SLConfigDescriptor } (ISO/IEC 14496-1)
  Box descriptor("esds");
  descriptor.u32(0).u8(3).u8(25).u16(2).u8(0);
  descriptor.u8(4).u8(17).u8(0x40).u8(0x15).u8(0).u16(0).u32(48000).u32(48000);
  descriptor.u8(5).u8(2).u16(movie.sound.configuration).u8(6).u8(1).u8(2);
  Box entry("mp4a");
  entry.zeros(6).u16(1).zeros(8).u16(1).u16(16).u32(0).u32(sound_rate << 16U).text(descriptor.done());
  return Box("stsd").u32(0).u32(1).text(entry.done()).done();
}

String key_frames_box(uint32_t seconds) {
  Box box("stss");
  box.u32(0).u32(seconds);
  for (uint32_t second = 0; second < seconds; ++second) {
    box.u32(second * frames_a_second + 1);
  }
  return box.done();
}

String track_box(const Movie &movie, const Track &track, bool is_video) {
  const String reference = Box("dinf").text(Box("dref").u32(0).u32(1).text(Box("url ").u32(1).done()).done()).done();
  const String samples = Box("stbl")
                             .text(is_video ? video_entry(movie) : sound_entry(movie))
                             .text(times_box(track))
                             .text(is_video ? key_frames_box(movie.seconds) : String())
                             .text(chunks_box(track))
                             .text(sizes_box(track))
                             .text(offsets_box(track))
                             .done();
  const String kind_header = is_video ? Box("vmhd").u32(1).zeros(8).done() : Box("smhd").zeros(8).done();
  const String information = Box("minf").text(kind_header).text(reference).text(samples).done();
  Box handler("hdlr");
  handler.zeros(8).text(is_video ? "vide" : "soun").zeros(13);
  Box media_header("mdhd");
  media_header.zeros(12).u32(track.scale).u32(movie.seconds * track.scale).u16(0x55c4).u16(0); // language: undetermined
  const String media = Box("mdia").text(media_header.done()).text(handler.done()).text(information).done();
  Box header("tkhd");
  header.u32(3).zeros(8).u32(track.id).zeros(4).u32(movie.seconds * movie_scale).zeros(12).u16(is_video ? 0 : 0x100).u16(0).matrix();
  header.u32(is_video ? uint32_t{movie.width} << 16U : 0).u32(is_video ? uint32_t{movie.height} << 16U : 0);
  return Box("trak").text(header.done()).text(media).done();
}

String movie_box(const Movie &movie, const Track &video, const Track &sound) {
  Box header("mvhd");
  header.zeros(12).u32(movie_scale).u32(movie.seconds * movie_scale).u32(0x10000).u16(0x100).zeros(10).matrix().zeros(24).u32(3);
  Box box("moov");
  box.text(header.done()).text(track_box(movie, video, true));
  if (!sound.sizes.empty()) {
    box.text(track_box(movie, sound, false));
  }
  return box.done();
}

/// The content of mdat, and the tracks that describe it; offsets count from its first byte.
String interleave(const Movie &movie, Track &video, Track &sound) {
  String data;
  const uint32_t sound_frames = movie.sound.frames.empty() ? 0 : (movie.seconds * sound_rate + sound_frame - 1) / sound_frame;
  uint32_t sound_done = 0;
  for (uint32_t second = 1; second <= movie.seconds; ++second) {
    video.chunk_offsets.push_back(static_cast<uint32_t>(data.size()));
    video.chunk_samples.push_back(static_cast<uint32_t>(movie.video.frames.size()));
    for (const Bytes frame : movie.video.frames) {
      append_big_endian(data, frame.size(), 4); // instead of a start code
      data += unit(frame);
      video.sizes.push_back(static_cast<uint32_t>(frame.size() + 4));
    }
    const uint32_t sound_until = sound_frames * second / movie.seconds;
    if (sound_until > sound_done) {
      sound.chunk_offsets.push_back(static_cast<uint32_t>(data.size()));
      sound.chunk_samples.push_back(sound_until - sound_done);
    }
    for (; sound_done < sound_until; ++sound_done) {
      const Bytes frame = movie.sound.frames[sound_done % movie.sound.frames.size()];
      data += unit(frame);
      sound.sizes.push_back(static_cast<uint32_t>(frame.size()));
    }
  }
  sound.last_step = movie.seconds * sound_rate - (sound_frames == 0 ? 0 : sound_frames - 1) * sound_frame;
  return data;
}

void shift(Track &track, std::size_t bytes) {
  for (uint32_t &offset : track.chunk_offsets) {
    offset += static_cast<uint32_t>(bytes);
  }
}

} // namespace

VideoSecond VideoSecond::parse(Bytes stream) {
  VideoSecond out;
  std::size_t start = 0; // of a unit; 0: none yet
  for (std::size_t i = 0; i + 2 <= stream.size() + 1; ++i) {
    const bool at_end = i + 3 > stream.size();
    if (!at_end && (stream[i] != 0 || stream[i + 1] != 0 || stream[i + 2] != 1)) {
      continue;
    }
    if (start != 0) {
      std::size_t end = at_end ? stream.size() : i;
      while (!at_end && end > start && stream[end - 1] == 0) { // the first byte of a four-byte start code
        --end;
      }
      const Bytes nal = stream.subspan(start, end - start);
      switch (nal[0] & 31U) {
      case 7:
        out.sequence_parameters = nal;
        break;
      case 8:
        out.picture_parameters = nal;
        break;
      case 1:
      case 5:
        out.frames.push_back(nal);
        break;
      default:
        break;
      }
    }
    if (at_end) {
      break;
    }
    start = i + 3;
  }
  return out;
}

SoundLoop SoundLoop::parse(Bytes stream) {
  constexpr std::size_t header = 7;
  SoundLoop out;
  while (stream.size() >= header) {
    const uint32_t profile = (stream[2] >> 6U) + 1U;
    const uint32_t rate = (stream[2] >> 2U) & 15U;
    const uint32_t channels = ((stream[2] & 1U) << 2U) | (stream[3] >> 6U);
    out.configuration = static_cast<uint16_t>(profile << 11U | rate << 7U | channels << 3U);
    const std::size_t length = (stream[3] & 3U) << 11U | uint32_t{stream[4]} << 3U | uint32_t{stream[5]} >> 5U;
    if (length < header || length > stream.size()) {
      break;
    }
    out.frames.push_back(stream.subspan(header, length - header));
    stream = stream.subspan(length);
  }
  return out;
}

String write_mp4(const Movie &movie) {
  Track video;
  video.scale = frames_a_second;
  video.step = video.last_step = 1;
  Track sound;
  sound.id = 2;
  sound.scale = sound_rate;
  sound.step = sound_frame;
  const String data = interleave(movie, video, sound);
  const String type = Box("ftyp").text("isom").u32(0x200).text("isomiso2avc1mp41").done();
  // The index has the same length whatever the offsets are, so it is written once to learn where the data begins.
  const std::size_t start = type.size() + movie_box(movie, video, sound).size() + 8;
  shift(video, start);
  shift(sound, start);
  return type + movie_box(movie, video, sound) + Box("mdat").text(data).done();
}

} // namespace kling::sim
