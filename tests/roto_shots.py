"""Drawn shots with known labels: textured discs that cross a textured ground."""

import cv2
import numpy as np


def texture(seed: int, size: tuple[int, int], colour: tuple[int, int, int]) -> np.ndarray:
    """Soft noise around a colour, uint8 RGB."""
    noise = np.random.default_rng(seed).normal(0, 1, (*size, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 2)
    return np.clip(np.array(colour) + 28 * soft / soft.std(), 0, 255).astype(np.uint8)


def crossing(count: int, size: tuple[int, int] = (96, 144), speed: float = 3, two: bool = False) -> tuple[list, list]:
    """Frames and labels: disc 1 goes right and, with `two`, disc 2 goes left above it."""
    ground = texture(1, size, (70, 110, 80))
    looks = [texture(2, size, (190, 80, 60)), texture(3, size, (60, 80, 190))]
    yy, xx = np.mgrid[0 : size[0], 0 : size[1]]
    frames, labels = [], []
    for number in range(count):
        frame, label = ground.copy(), np.zeros(size, np.uint8)
        places = [(34 + speed * number, size[0] * 0.68, size[0] / 6, speed * number)]
        if two:
            places.append((size[1] - 34 - speed * number, size[0] * 0.28, size[0] / 7, -speed * number))
        for at, (x, y, radius, moved) in enumerate(places):
            inside = (xx - x) ** 2 + (yy - y) ** 2 <= radius**2
            frame[inside] = np.roll(looks[at], round(moved), axis=1)[inside]
            label[inside] = at + 1
        frames.append(frame)
        labels.append(label)
    return frames, labels
