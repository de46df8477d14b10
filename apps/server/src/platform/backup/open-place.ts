import { folderPlace } from './folder-place.ts';
import type { Place } from './place.ts';
import type { PlaceConfig } from './place-config.ts';
import { textOfS3 } from './s3/s3-bucket.ts';
import { s3Place } from './s3/s3-place.ts';

export function openPlace(config: PlaceConfig): Place {
  return config.kind === 'folder' ? folderPlace(config.dir) : s3Place(config);
}

export function textOfPlace(config: PlaceConfig): string {
  return config.kind === 'folder' ? config.dir : textOfS3(config);
}

/** Folders of this machine the key of the backup has to stay out of. */
export function foldersOf(config: PlaceConfig): string[] {
  return config.kind === 'folder' ? [config.dir] : [];
}
