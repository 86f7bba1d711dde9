/** `eslint-disable-next-line rule -- reason`: the reason is for whoever would like to remove it. */
export const disableNeedsAReason = {
  meta: {
    type: 'suggestion',
    docs: { description: 'A disabled rule says why.' },
    messages: { missing: 'Say why: `{{directive}} <rule> -- <reason>`.', all: 'Name the rule to disable.' },
    schema: [],
  },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          const [, directive, rest] =
            /^\s*(eslint-disable(?:-next-line|-line)?|@ts-expect-error)(.*)$/s.exec(comment.value) ?? [];
          if (directive === undefined) continue;
          const [rules, reason = ''] = rest.split(/\s--\s|:\s/, 2);
          if (reason.trim() === '')
            context.report({ loc: comment.loc, messageId: 'missing', data: { directive } });
          else if (directive.startsWith('eslint') && rules.trim() === '')
            context.report({ loc: comment.loc, messageId: 'all' });
        }
      },
    };
  },
};
