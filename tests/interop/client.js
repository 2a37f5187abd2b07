// Calls a Dragoman server as a newsroom's own Node.js program would: from the
// .proto files, over TLS, with an API key. Prints one JSON document.
//
// usage: node client.js '{"address", "authority", "apiKey", "includes": [...],
//                         "text", "article", "targets": [...]}'
"use strict";

const fs = require("node:fs");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const SECONDS = 60;
const asked = JSON.parse(process.argv[2]);

const definition = loader.loadSync(
  ["dragoman/v1/translation.proto", "dragoman/v1/article.proto"],
  { includeDirs: asked.includes, keepCase: true, enums: String, longs: Number, oneofs: true },
);
const dragoman = grpc.loadPackageDefinition(definition).dragoman.v1;

function metadata() {
  const made = new grpc.Metadata();
  if (asked.apiKey) made.set("authorization", `Bearer ${asked.apiKey}`);
  return made;
}

function options() {
  return { deadline: new Date(Date.now() + SECONDS * 1000) };
}

function unary(client, method, request) {
  return new Promise((resolve, reject) => {
    client[method](request, metadata(), options(), (error, response) =>
      error ? reject(error) : resolve(response),
    );
  });
}

async function stream(client, method, request) {
  const messages = [];
  for await (const message of client[method](request, metadata(), options())) messages.push(message);
  return messages;
}

async function main() {
  const credentials = grpc.credentials.createSsl(fs.readFileSync(asked.authority));
  const translation = new dragoman.TranslationService(asked.address, credentials);
  const article = new dragoman.ArticleService(asked.address, credentials);
  try {
    const text = await unary(translation, "TranslateText", {
      contents: [asked.text],
      target_language_codes: asked.targets,
      labels: { desk: "interop" },
    });
    const parts = await stream(article, "ProcessArticle", {
      content: asked.article,
      target_language_codes: asked.targets,
      summary_lengths: ["SUMMARY_LENGTH_BRIEF"],
    });
    console.log(JSON.stringify({ text, parts }));
  } catch (error) {
    if (error.code === undefined) throw error;
    console.log(JSON.stringify({ status: grpc.status[error.code], details: error.details }));
  } finally {
    translation.close();
    article.close();
  }
}

main();
