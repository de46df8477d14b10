import { type Roster, renderRosterPdf, renderRosterXlsx, writeResultTemplateXlsx } from '@congvu/forms/render';

export type RosterFormat = 'pdf' | 'xlsx' | 'results';

export async function renderRoster(roster: Roster, format: RosterFormat): Promise<Uint8Array> {
  switch (format) {
    case 'pdf':
      return (await renderRosterPdf(roster)).pdf;
    case 'xlsx':
      return renderRosterXlsx(roster);
    case 'results':
      return writeResultTemplateXlsx(roster);
  }
}
