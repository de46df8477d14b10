import { type BoardSheet, renderBoardXlsx } from './board-xlsx.ts';

/** Started for one large workbook, told its rows once, ended when it has answered. */
process.once('message', async (board) => {
  // The only sender is export-campaign.ts.
  process.send?.(new Uint8Array(await renderBoardXlsx(board as BoardSheet)));
});
