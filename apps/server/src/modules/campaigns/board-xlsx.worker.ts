import { answerPrint } from '../../platform/answer-print.ts';
import { renderBoardXlsx } from './board-xlsx.ts';

/** Started for one large workbook, told its rows once, ended when it has answered. */
answerPrint(renderBoardXlsx);
