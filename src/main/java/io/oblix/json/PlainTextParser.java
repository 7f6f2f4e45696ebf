package io.oblix.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's parser with another way to read strings, which nearly all of a conversation is: Jackson decodes them byte by
 * byte, {@link TextBytes} eight at a time, and those of a request not before they are read. A test reads random JSON with
 * both parsers and compares.
 */
final class PlainTextParser extends UTF8StreamJsonParser {

    /** A shorter text takes less memory decoded than as a place in the body. */
    private static final int LONG_TEXT = 128;

    private final TextBytes found = new TextBytes();

    private PlainTextParser(
            IOContext context,
            int features,
            ObjectCodec codec,
            ByteQuadsCanonicalizer names,
            byte[] json,
            int start,
            int end) {
        super(context, features, null, codec, names, json, start, end, 0, false);
    }

    @Override
    public String getText() throws IOException {
        if (_currToken == JsonToken.VALUE_STRING && _tokenIncomplete) {
            String plain = plainText();
            if (plain != null) {
                _textBuffer.resetWithString(plain);
                return plain;
            }
        }
        return super.getText();
    }

    /** For a number like {@code 1e99999999999} Jackson throws a NumberFormatException, which callers do not expect. */
    @Override
    public BigDecimal getDecimalValue() throws IOException {
        try {
            return super.getDecimalValue();
        } catch (NumberFormatException tooLarge) {
            throw _constructReadException("a number is out of range", tooLarge);
        }
    }

    /** Reads the string that begins here; null when Jackson must, and then nothing is read. */
    private @Nullable String plainText() throws IOException {
        if (!found.find(_inputBuffer, _inputPtr, _inputEnd) || !found.isDecodable()) {
            return null;
        }
        String text = TextBytes.decoded(_inputBuffer, _inputPtr, found.end(), found.isEscaped(), found.isAscii());
        if (!found.isAscii() && !TextBytes.isSurelyValid(text)) {
            return null;
        }
        passString();
        return text;
    }

    private void passString() throws IOException {
        streamReadConstraints().validateStringLength(found.end() - _inputPtr);
        _inputPtr = found.end() + 1;
        _tokenIncomplete = false;
    }

    /** The string that the parser stands at; a long one is not decoded yet. */
    JsonNode textNode() throws IOException {
        int start = _inputPtr;
        boolean undecoded = _tokenIncomplete && found.find(_inputBuffer, start, _inputEnd);
        if (!undecoded || found.end() - start < LONG_TEXT) {
            return TextNode.valueOf(getText());
        }
        int length = found.length(_inputBuffer, start);
        if (length < 0) {
            // Jackson has words for broken UTF-8.
            return TextNode.valueOf(getText());
        }
        passString();
        _textBuffer.resetWithEmpty();
        return new SentText(_inputBuffer, start, length, found);
    }

    /** Makes these parsers for UTF-8 objects that start at the first byte, and Jackson's for all else. */
    static final class Factory extends JsonFactory {

        private static final long serialVersionUID = 1L;

        Factory(JsonFactory settings) {
            super(settings, null);
        }

        @Override
        protected JsonParser _createParser(byte[] json, int offset, int length, IOContext context) throws IOException {
            boolean utf8 = length > 1 && json[offset] == '{' && json[offset + 1] != 0;
            return utf8
                    ? new PlainTextParser(
                            context,
                            _parserFeatures,
                            _objectCodec,
                            _byteSymbolCanonicalizer.makeChild(_factoryFeatures),
                            json,
                            offset,
                            offset + length)
                    : super._createParser(json, offset, length, context);
        }
    }
}
