import type { Roster } from '@congvu/forms/render';
import { answerPrint } from '../../../platform/answer-print.ts';
import { type RosterFormat, renderRoster } from './render-roster.ts';

/** Started by print-roster.ts for one long list, told it once, ended when it has answered. */
answerPrint(({ roster, format }: { roster: Roster; format: RosterFormat }) => renderRoster(roster, format));
