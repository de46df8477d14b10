import type { Box, Rotation } from '../pdf/pages.ts';
import type { Rect } from './appearance.ts';

/** Seals are stored with their diameter in millimetres and drawn in real size. */
export const POINTS_PER_MM = 72 / 25.4;

/**
 * Where the seal goes: over the left third of the signature's picture, at its middle height (Decree 30/2020, Annex I, ô 8).
 * @param image what the picture of the signature takes of the page, see `imageRect`
 * @param diameter of the seal in points: millimetres × {@link POINTS_PER_MM}
 * @param rotation how far the page is turned when shown; left is left as people see it
 * @example sealRect({ x: 350, y: 200, width: 120, height: 60 }, 36 * POINTS_PER_MM)
 */
export function sealRect(image: Rect, diameter: number, rotation: Rotation = 0): Rect {
  const size = { width: diameter, height: diameter };
  const x = image.x + (image.width - diameter) / 2;
  const y = image.y + (image.height - diameter) / 2;
  switch (rotation) {
    case 0:
      return { x: image.x + image.width / 3 - diameter, y, ...size };
    case 90:
      return { x, y: image.y + image.height / 3 - diameter, ...size };
    case 180:
      return { x: image.x + (image.width * 2) / 3, y, ...size };
    case 270:
      return { x, y: image.y + (image.height * 2) / 3, ...size };
  }
}

/** Width and height of what is shown, after the turn. */
export function shownSize(box: Box, rotation: Rotation): { width: number; height: number } {
  const isTurned = rotation === 90 || rotation === 270;
  return isTurned ? { width: box.height, height: box.width } : { width: box.width, height: box.height };
}

/** From what is shown, origin at its bottom left, to the page's own coordinates. */
export function fromShown(box: Box, rotation: Rotation, { x, y, width, height }: Rect): Rect {
  switch (rotation) {
    case 0:
      return { x: box.x + x, y: box.y + y, width, height };
    case 90:
      return { x: box.x + box.width - y - height, y: box.y + x, width: height, height: width };
    case 180:
      return { x: box.x + box.width - x - width, y: box.y + box.height - y - height, width, height };
    case 270:
      return { x: box.x + y, y: box.y + box.height - x - width, width: height, height: width };
  }
}
