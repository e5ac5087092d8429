#!/bin/sh
# Encodes the samples of the simulator's clips again: one second of video (24 frames, one IDR frame, no B frames) for each size, and a short
# loop of AAC frames and a frame of MP3. Needs ffmpeg with libx264 and libmp3lame. The results are committed; a build never runs this.
set -eu
cd "$(dirname "$0")"

video() { # name width height
  # A square that goes round once a second over two fields, so that the repeated second joins up.
  side=$(( $2 < $3 ? $2 : $3 ))
  box=$(( side / 4 / 2 * 2 ))
  ffmpeg -v error -y \
    -f lavfi -i "color=c=0x20344c:s=$2x$3:r=24:d=1" \
    -f lavfi -i "color=c=0x2f5a52:s=$2x$(( $3 / 4 / 2 * 2 )):r=24:d=1" \
    -f lavfi -i "color=c=0xe0a030:s=${box}x${box}:r=24:d=1" \
    -filter_complex "[0][1]overlay=0:H-h[ground];[ground][2]overlay=x='(W-w)/2+cos(2*PI*n/24)*$side/4':y='(H-h)/2+sin(2*PI*n/24)*$side/4'" \
    -frames:v 24 -pix_fmt yuv420p -c:v libx264 -profile:v high -preset veryslow -crf 30 \
    -x264-params "bframes=0:keyint=24:min-keyint=24:scenecut=0:open-gop=0:ref=1:threads=1:aud=0" \
    -bsf:v "filter_units=remove_types=6" -bitexact -f h264 "$1.h264"
}

video video-720p-wide 1280 720
video video-720p-tall 720 1280
video video-720p-square 960 960
video video-1080p-wide 1920 1080
video video-1080p-tall 1080 1920
video video-1080p-square 1440 1440
video video-4k-wide 3840 2160
video video-4k-tall 2160 3840
video video-4k-square 2880 2880

# 421.875 Hz has nine periods in the 1024 samples of a frame: every steady frame sounds like the next.
ffmpeg -v error -y -f lavfi -i "aevalsrc=0.2*sin(2*PI*421.875*t):s=48000:d=1" -c:a aac -b:a 48k -ac 1 -bitexact -f adts all.aac
python3 - <<'P'
data = open("all.aac", "rb").read()
frames = []
at = 0
while at < len(data):
    length = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
    frames.append(data[at:at + length])
    at += length
open("sound.aac", "wb").write(b"".join(frames[16:32]))
P
rm all.aac

# Ten periods in the 576 samples (24 ms) of a frame, no bit reservoir: the frames of the steady tone are the same 96 bytes, one is enough.
ffmpeg -v error -y -f lavfi -i "aevalsrc=0.2*sin(2*PI*10*24000/576*t):s=24000:d=2" -c:a libmp3lame -b:a 32k -ac 1 -reservoir 0 \
  -write_xing 0 -id3v2_version 0 -bitexact -f mp3 all.mp3
dd if=all.mp3 of=tone.mp3 bs=96 skip=40 count=1 status=none
rm all.mp3
