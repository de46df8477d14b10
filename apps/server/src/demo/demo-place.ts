import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, createShiftedClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { createOnce } from '../platform/durable-file.ts';

/** Friday 19/3/2021, 15:30 in Vietnam: the letter has been approved and waits for the check of its format. */
const STORY_START = '2021-03-19T08:30:00Z';

interface DemoMark {
  storyStart: string;
  startedAt: string;
}

function markPath(config: Config): string {
  return join(config.dataDir, 'demo.json');
}

function readMark(config: Config): DemoMark | undefined {
  const path = markPath(config);
  // Written by markDemo below.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoMark) : undefined;
}

/** Demo data and real data never share a folder: demo keys would sign real letters, or real people would be made up. */
export function assertDemoPlace(config: Config, hasAgencies: boolean): void {
  const isDemo = readMark(config) !== undefined;
  if (config.demo && hasAgencies && !isDemo) {
    throw new Error(
      `Thư mục ${config.dataDir} đang chứa dữ liệu thật nên không chạy thử ở đây. Bỏ --demo, hoặc chọn thư mục khác: --data THƯ_MỤC`,
    );
  }
  if (!config.demo && isDemo) {
    throw new Error(
      `Thư mục ${config.dataDir} là bản chạy thử. Chạy lại với --demo, hoặc chọn thư mục khác cho dữ liệu thật: --data THƯ_MỤC`,
    );
  }
}

/** The clock of the story goes on where it was, also after a restart; CONGVU_CLOCK_START puts it elsewhere. */
export function demoClock(config: Config): Clock {
  const mark = readMark(config);
  if (config.clockStart !== undefined || mark === undefined) {
    return createShiftedClock(config.clockStart ?? new Date(STORY_START));
  }
  const passed = Date.now() - new Date(mark.startedAt).getTime();
  return createShiftedClock(new Date(new Date(mark.storyStart).getTime() + passed));
}

export function markDemo(config: Config): void {
  const mark: DemoMark = {
    storyStart: (config.clockStart ?? new Date(STORY_START)).toISOString(),
    startedAt: new Date().toISOString(),
  };
  createOnce(markPath(config), JSON.stringify(mark));
}
