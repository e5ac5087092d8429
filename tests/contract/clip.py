"""What ffprobe says of a clip."""

import json
import subprocess


class Clip:
    def __init__(self, path):
        said = subprocess.run(["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", path],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        record = json.loads(said.stdout)
        videos = [each for each in record["streams"] if each["codec_type"] == "video"]
        self.seconds = float(record["format"]["duration"])
        self.ratio = videos[0]["width"] / videos[0]["height"]
        self.has_sound = any(each["codec_type"] == "audio" for each in record["streams"])
