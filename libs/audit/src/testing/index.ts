export { correctHistory } from './correct-history.js';
export { HistoryBuilder } from './history-builder.js';
