// What a test of an account costs at least: nodemailer loaded, one mail sent. node bare-nodemailer.cjs PORT CA USER PASSWORD
const { readFileSync } = require('node:fs');
const nodemailer = require('nodemailer');

const [, , port, ca, user, pass] = process.argv;
const text = 'This is a test mail of SMTP Doctor. It arrived, so the account can send.\n';

nodemailer
  .createTransport({
    host: '127.0.0.1',
    port: Number(port),
    secure: true,
    auth: { user, pass },
    tls: { ca: readFileSync(ca) },
  })
  .sendMail({ from: user, to: 'boss@example.com', subject: 'SMTP Doctor: test', text, html: `<p>${text}</p>` })
  .then(() => process.stdout.write('sent\n'));
