"""Trains a small unigram vocabulary that spells unknown characters in bytes and changes no spaces,
writes it as unigram-bytes.gguf, and asks SentencePiece itself for the ids of texts by this vocabulary
and, given its SentencePiece model, by that of t5:

    pip install sentencepiece==0.2.3 gguf==0.19.0
    python unigram.py T5_TOKENIZER.model

t5.gguf is the fixture of that name; the random texts of t5.json come after its own fourteen."""

import io
import json
import random
import sys

import gguf
import sentencepiece

PIECES = [
    "the lazy dog", "  ", " ", "\t", "\r\n", "\u3000", "\u00a0", "\u200b", "▁", "ﬁ", "Ａ１２", "①", "㌔", "ｶﾞ",
    "é", "e\u0301", "ß", "İ", "Ω", "안녕", "\u1112\u1161\u11ab", "文字。", "🙂", "👩‍👩‍👧", "\u0000", "\u0007", "x" * 9,
    "don't", "3.14%", "https://a.b/c?d=1", "!!!", "\ufffd", "й", "ا\u064b", "<0x41>", "\u0300", "</s>", "<unk>",
]


def texts(seed, count, strange):
    """Texts of one to eight pieces, of which that share is any character of Unicode."""
    draw = random.Random(seed)
    for _ in range(count):
        yield "".join(
            chr(draw.choice([draw.randrange(1, 0xD800), draw.randrange(0x10000, 0x20000)]))
            if draw.random() < strange
            else draw.choice(PIECES)
            for _ in range(draw.randrange(1, 9)))


def goldens(processor, seed, suffix):
    return [{"text": text, "ids": processor.encode(text) + suffix} for text in texts(seed, 60, 0.3)]


def train():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(text for text in texts(1, 4000, 0) if "\0" not in text), model_writer=model,
        model_type="unigram", vocab_size=450, byte_fallback=True, character_coverage=0.98,
        normalization_rule_name="identity", remove_extra_whitespaces=False, num_threads=1, minloglevel=2)
    return model.getvalue()


def write(path, processor, model):
    from sentencepiece import sentencepiece_model_pb2
    proto = sentencepiece_model_pb2.ModelProto.FromString(model)
    writer = gguf.GGUFWriter(path, "t5")
    writer.add_tokenizer_model("t5")
    writer.add_token_list([piece.piece for piece in proto.pieces])
    writer.add_token_scores([piece.score for piece in proto.pieces])
    writer.add_token_types([piece.type for piece in proto.pieces])
    writer.add_add_space_prefix(True)
    writer.add_remove_extra_whitespaces(False)
    writer.add_unk_token_id(processor.unk_id())
    writer.add_eos_token_id(processor.eos_id())
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(False)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def save(path, cases):
    with open(path, "w") as out:
        json.dump(cases, out, ensure_ascii=True, indent=0)
        out.write("\n")


model = train()
processor = sentencepiece.SentencePieceProcessor(model_proto=model)
write("unigram-bytes.gguf", processor, model)
save("unigram-bytes.json", goldens(processor, 2, []))
t5 = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
with open("t5.json") as given:
    own = json.load(given)[:14]
save("t5.json", own + goldens(t5, 3, [t5.eos_id()]))
