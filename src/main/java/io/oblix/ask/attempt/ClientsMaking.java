package io.oblix.ask.attempt;

import java.util.regex.Pattern;

/**
 * A client's mistake that llama.cpp, vLLM, SGLang, TGI, LM Studio or a proxy before them reports with a 500: a schema, a
 * grammar, a picture, a message or a value that cannot be read. Their own faults come in similar words, and are theirs.
 */
final class ClientsMaking {

    private static final Pattern OF_REQUEST = Pattern.compile(String.join(
            "|",
            "(invalid|failed to (parse|compile|convert|generate)|error (parsing|compiling)|cannot parse|unrecogni[sz]ed"
                    + "|malformed) .{0,60}\\b(json schema|schema|grammar|regex|regular expression|messages|tools|tool_choice)\\b",
            "\\b(re|regex)\\.error\\b|error compiling regex|(schema|grammar|regex) (conversion|compilation|error|is invalid|cannot be)",
            "schema contains features not supported",
            "failed to initialize samplers",
            "cannot identify image|failed to (load|decode) (the )?(image|audio)\\b|unable to (load|decode) (the )?(image|audio)\\b",
            "image file is truncated|image: unknown format|invalid image\\b(?! (name|tag|reference|handle))|invalid data ur[il]",
            "incorrect padding|invalid base64|illegal base64",
            // Of llama.cpp's JSON library: a wrong type, a missing field. An output that is no UTF-8 is number 316.
            "\\[json\\.exception\\.(type_error\\.30\\d|out_of_range\\.40\\d)\\]",
            "cannot unmarshal .{1,80} into go (struct|value)",
            "missing '?(role|content)'?|\\b(messages|tools|tool_choice|response_format)\\b[\\w.\\[\\]]*:? field required",
            "tool[_ ]choice\\b.{0,120} not (found|in)\\b|(unexpected|invalid) tool[_ ]choice",
            "(temperature|top_p|top_k|max_tokens|max_new_tokens|stop|logprobs|seed|penalty)[`'\"]? must be"
                    + " (an? |of type |strictly )?(at (least|most)|non-|[<>=\\d-]|between|in \\W|within|less|greater|more"
                    + "|smaller|larger|positive|finite|none|(number|integer|int|float|string|str|list|array|boolean|bool)\\b)",
            "validation errors? for [\\w.\\[\\]]*(request|body|messages?|params?|reqinput|validatoriterator)\\b",
            "badrequesterror|invalid_request_error",
            "(error|status)( code)?:? 400\\b|400 bad request"));

    /** Memory, devices, files, other services, and what the model itself wrote. */
    private static final Pattern OF_SERVER = Pattern.compile(
            String.join(
                    "|",
                    "out of memory|cannot allocate|\\b(oom|cuda|cudnn|cublas|nccl|hip|rocm|vulkan|metal|gpu|device)\\b",
                    "\\b(encoder|decoder|mmproj|projector|(pre)?processor|tokenizer|checkpoint|weights)\\b|(image|audio|vision) (model|tower)",
                    "\\b(cache|database|disk)\\b|(grammar|schema|template|tokenizer|config|configuration) file",
                    "(?<![\\w-])(?<!bad |error )response(?![\\w-]| format)|(?<![\\w-])(?<!structured )output(?![\\w-]| tokens)",
                    "\\b(auth|authentication|authori[sz]ation|oauth2?|credentials?|licen[cs]e|registry|storage|webhook|billing)\\b"));

    private ClientsMaking() {}

    /** @param said in lower case; what it quotes as JSON does not make it the server's */
    static boolean isToldBy(String said) {
        int quoted = said.indexOf('{');
        return OF_REQUEST.matcher(said).find()
                && !OF_SERVER
                        .matcher(quoted < 0 ? said : said.substring(0, quoted))
                        .find();
    }
}
