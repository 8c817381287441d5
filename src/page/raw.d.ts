/** The text of a file, as esbuild and Vite both import it. */
declare module '*?raw' {
  const text: string;
  export default text;
}
