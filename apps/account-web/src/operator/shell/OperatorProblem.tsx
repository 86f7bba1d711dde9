import { ProblemNotice, type ProblemNoticeProps } from '../../design/Notice.js';
import { operatorProblemWords } from '../words/operator-problem-words.js';

/** What went wrong, in an operator's words. */
export function OperatorProblem(props: Omit<ProblemNoticeProps, 'words'>) {
  return <ProblemNotice words={operatorProblemWords} {...props} />;
}
