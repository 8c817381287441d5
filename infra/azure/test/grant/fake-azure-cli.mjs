// Stands in for `az` and `azd`, as far as the grant and the commands that it prints call them. Its environment says who is
// signed in (FAKE_TOKEN, FAKE_DEVELOPER_TOKEN for `azd`), what `az` complains of (FAKE_COMPLAINT) and where Graph is (GRAPH_ENDPOINT).
import { parseArgs } from 'node:util';

const [, , program, ...args] = process.argv;
const { FAKE_TOKEN, FAKE_DEVELOPER_TOKEN, FAKE_COMPLAINT, GRAPH_ENDPOINT } = process.env;
const signedOut = {
  az: "ERROR: Please run 'az login' to setup account.",
  azd: 'ERROR: not logged in, run `azd auth login` to login',
};

if (program === 'azd') {
  if (FAKE_DEVELOPER_TOKEN === undefined) end(signedOut.azd);
  print({ token: FAKE_DEVELOPER_TOKEN, expiresOn: new Date(Date.now() + 3_600_000).toISOString() });
} else if (args[0] === 'rest') {
  await rest();
} else if (args[0] === 'account') {
  if (FAKE_TOKEN === undefined) end(FAKE_COMPLAINT ?? signedOut.az);
  print({ accessToken: FAKE_TOKEN, expires_on: Math.floor(Date.now() / 1000) + 3600 });
} else if (args[0] !== 'login' && args[0] !== 'cloud') {
  end(`ERROR: '${args.join(' ')}' is misspelled or not recognized by the system.`);
}

async function rest() {
  const text = { type: 'string' };
  const { values } = parseArgs({
    args: args.slice(1),
    options: {
      method: text,
      resource: text,
      url: text,
      headers: text,
      body: text,
      query: text,
      output: text,
    },
  });
  // The real one would ask the cloud; what it asks there is asked of the simulator.
  const url = values.url.replace(values.resource, GRAPH_ENDPOINT);
  const [name, value] = values.headers?.split('=') ?? ['accept', 'application/json'];
  const response = await fetch(url, {
    method: values.method,
    headers: { authorization: `Bearer ${FAKE_TOKEN}`, [name]: value },
    ...(values.body !== undefined && { body: values.body }),
  });
  if (!response.ok) end(`ERROR: ${await response.text()}`);
  if (values.query !== undefined) process.stdout.write(`${select(await response.json(), values.query)}\n`);
}

/** The two JMESPath queries that are printed. */
function select(object, query) {
  const role = /^appRoles\[\?value=='([\w.]+)'\]\.id \| \[0\]$/.exec(query)?.[1];
  return role === undefined ? object[query] : object.appRoles.find(({ value }) => value === role).id;
}

function print(answer) {
  process.stdout.write(JSON.stringify(answer));
}

function end(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
