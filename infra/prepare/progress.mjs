/** Prints what a person at the terminal should know: nothing of what is quick, one line of what is not. */
const WORTH_A_LINE_MS = 2_000;

export function progressTo(output) {
  const say = (line) => void output.write(`${line}\n`);
  return {
    say,
    async during(what, work) {
      const began = performance.now();
      let said = false;
      const timer = setTimeout(() => {
        said = true;
        say(`  ${what}…`);
      }, WORTH_A_LINE_MS);
      try {
        const result = await work;
        if (said) say(`  ${what}: done, ${((performance.now() - began) / 1000).toFixed(1)} s`);
        return result;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
