package rhapsode.sample.grammar.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rhapsode.RhapsodeException;
import rhapsode.sample.grammar.Grammar;
import rhapsode.sample.grammar.GrammarTexts;
import tools.jackson.databind.json.JsonMapper;

class JsonSchemaTest {
  /** A schema, what fits it, and what does not, with " ~ " between them and " ; " between texts. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{} ~ 1 ; \"a\" ; [1, {\"a\":null}] ; -0.5e10 ~ 01 ; 'a' ; [1,] ; {a:1}",
        "true ~ null ~ nul",
        "{'type':['integer','null']} ~ 12 ; null ; -3 ~ 1.5 ; \"1\"",
        "{'type':'string','nullable':true} ~ null ; \"x\" ~ 1",
        "{'type':'string','minLength':2,'maxLength':3} ~ \"ab\" ; \"é😀z\" ; \"\\n"
            + "\\u00e9\\ud83d\\ude00\" ~ \"a\" ; \"abcd\" ; \"\\ud83d\"",
        "{'enum':['a',1,null,{'b':[2]}]} ~ \"a\" ; 1 ; null ; {\"b\":[2]} ~ 2 ; \"b\"",
        "{'type':'string','enum':['a',1,'bcd'],'maxLength':2} ~ \"a\" ~ 1 ; \"bcd\"",
        "{'enum':[1,5,9,'x'],'minimum':2,'maximum':5} ~ 5 ; \"x\" ~ 1 ; 9",
        "{'const':'a\"b\\n'} ~ \"a\\\"b\\n\" ~ \"ab\"",
        "{'minimum':3} ~ 3 ; 3.0 ; 17.25 ~ 2.9 ; \"x\"",
        "{'exclusiveMinimum':3,'maximum':3.5} ~ 3.1 ; 3.5 ; 3.50 ~ 3 ; 3.0 ; 3.51",
        "{'type':'integer','minimum':2.5} ~ 3 ; 100000 ~ 2 ; 3.0",
        "{'type':'integer','minimum':123456789012345678901} ~ 123456789012345678901 ;"
            + " 223456789012345678901 ~ 123456789012345678900",
        "{'type':'string','pattern':'b+'} ~ \"abc\" ; \"b\" ; \"\\u00e9b\" ~ \"ac\"",
        "{'type':'string','pattern':'^[^a]$'} ~ \"b\" ; \"\\n"
            + "\" ; \"\\\"\" ; \"\\\\\" ; \"😀\" ~ \"a\" ; \"bb\"",
        "{'type':'string','pattern':'^[a-z]+-\\\\d$','maxLength':4} ~ \"ab-1\" ~ \"abc-1\" ;"
            + " \"-1\"",
        "{'type':'string','pattern':'^(?:a|bc){2}?$'} ~ \"abc\" ; \"aa\" ~ \"a\" ; \"aaa\"",
        "{'type':'string','format':'time'} ~ \"23:59:59Z\" ; \"00:00:00.123+05:30\" ~ \"24:00:00Z\""
            + " ; \"10:00:00\"",
        "{'type':'string','format':'uuid'} ~ \"123e4567-e89b-12d3-a456-426614174000\" ~"
            + " \"123e4567\"",
        "{'items':{'type':'boolean'},'minItems':1,'maxItems':2} ~ [true] ; [true, false] ~ [] ; [1]"
            + " ; [true,true,true]",
        "{'prefixItems':[{'const':1},{'const':2}]} ~ [] ; [1] ; [1,2] ~ [2] ; [1,2,3]",
        "{'prefixItems':[{'const':1}],'items':{'const':9},'minItems':2} ~ [1,9] ; [1,9,9] ~ [1] ;"
            + " [1,1]",
        "{'prefixItems':[{'const':1}],'minItems':3,'maxItems':3} ~ [1,null,\"x\"] ~ [1] ; [1,2]",
        "{'items':[{'const':1}],'additionalItems':false} ~ [1] ; [] ~ [1,2]",
        "{'properties':{'a':{'const':1},'b':{'const':2}},'required':['b']} ~ {\"a\":1,\"b\":2} ; {"
            + " \"b\": 2 } ~ {\"a\":1} ; {\"b\":2,\"c\":3} ; {}",
        "{'properties':{'ab':{'const':1}},'additionalProperties':{'const':2}} ~ {} ;"
            + " {\"ab\":1,\"a\":2,\"abc\":2,\"\":2} ; {\"x\":2} ~ {\"ab\":2} ; {\"a\":1}",
        "{'type':'object','additionalProperties':{'type':'null'},'maxProperties':2,'minProperties':1}"
            + " ~ {\"x\":null} ; {\"x\":null,\"y\":null} ~ {} ; {\"a\":null,\"b\":null,\"c\":null}",
        "{'properties':{'a':{}},'minProperties':1} ~ {\"a\":[]} ~ {}",
        "{'required':['x'],'additionalProperties':{'const':7}} ~ {\"x\":7} ; {\"x\":7,\"y\":7} ~ {}"
            + " ; {\"y\":7}",
        "{'type':'object','additionalProperties':false} ~ {} ; { } ~ {\"a\":1}",
        "{'anyOf':[{'type':'integer'},{'const':'a'}],'maximum':5} ~ 5 ; \"a\" ~ 6",
        "{'oneOf':[{'type':'integer'},{'type':'string'}]} ~ 5 ; \"a\" ~ null",
        "{'oneOf':[{'maximum':5},{'exclusiveMinimum':5}],'type':'number'} ~ 5 ; 5.5 ~ \"x\"",
        "{'allOf':[{'properties':{'a':{'type':'integer'}},'required':['a']},{'properties':{'a':{'minimum':3},'b':{'const':1}}}]}"
            + " ~ {\"a\":3,\"b\":1} ~ {\"a\":2}",
        "{'allOf':[{'properties':{'a':{}},'additionalProperties':false},{'properties':{'b':{}}}]} ~"
            + " {\"a\":1} ~ {\"b\":1} ; {\"a\":1,\"b\":1}",
        "{'allOf':[{'items':{'type':'integer'}},{'items':{'minimum':2}}]} ~ [2,3] ~ [1]",
        "{'$ref':'#/$defs/a~1b','$defs':{'a/b':{'type':'null'}}} ~ null ~ 1",
        "{'properties':{'next':{'$ref':'#'}},'additionalProperties':false} ~ {} ;"
            + " {\"next\":{\"next\":{}}} ~ {\"next\":1}",
        "{'$ref':'#/$defs/n','$defs':{'n':{'type':['array','integer'],'items':{'$ref':'#/$defs/n','maxItems':1}}}}"
            + " ~ [[[[1]]]] ; [[1],2] ~ [[1,2]]",
        "{'anyOf':[{'const':1},false]} ~ 1 ~ 2",
        "{'x-order':1,'title':'t','const':1} ~ 1 ~ 2"
      })
  void values(String line) {
    String[] parts = line.split(" ~ ", -1);
    Grammar grammar = grammar(parts[0]);
    for (String text : parts[1].split(" ; ", -1)) {
      assertTrue(GrammarTexts.fits(grammar, text), text);
    }
    for (String text : parts[2].split(" ; ", -1)) {
      assertEquals(false, GrammarTexts.fits(grammar, text), text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5 ~ at #: a schema must stand here",
        "{'properties':{'a':5}} ~ at #/properties/a: a schema must stand here",
        "{'properties':{'a/b':{'not':{}}}} ~ at #/properties/a~1b/not: the keyword 'not' is not"
            + " supported",
        "{'items':{'multipleOf':2}} ~ at #/items/multipleOf: the keyword 'multipleOf'",
        "{'uniqueItems':true} ~ at #/uniqueItems: the keyword 'uniqueItems' is not supported",
        "{'minLenght':3} ~ at #/minLenght: there is no keyword 'minLenght'; did you mean"
            + " 'minLength'",
        "{'type':'text'} ~ at #/type: there is no type 'text'",
        "{'minLength':-1} ~ at #/minLength: 'minLength' must be a whole number",
        "{'maximum':'5'} ~ at #/maximum: 'maximum' must be a number",
        "{'required':'a'} ~ at #/required: 'required' must be a list",
        "{'properties':[]} ~ at #/properties: 'properties' must be an object",
        "{'format':'date_time'} ~ at #/format: the format 'date_time' is not supported; did you"
            + " mean 'date-time'",
        "{'pattern':'a(b'} ~ at #/pattern: the pattern 'a(b', character 2: the group has no ')'",
        "{'pattern':'a(?=b)'} ~ at #/pattern: the pattern 'a(?=b)', character 2: look-around",
        "{'pattern':'(a)\\\\1'} ~ character 4: '\\1' is not supported",
        "{'pattern':'\\\\bx'} ~ character 1: '\\b' is not supported",
        "{'pattern':'a|(^b)'} ~ character 4: anchors stand at the ends",
        "{'pattern':'[b-a]'} ~ the range ends before it begins",
        "{'pattern':'^a*b*$','maxLength':3} ~ at #/pattern: lengths beside a pattern",
        "{'pattern':'a','format':'date'} ~ at #/pattern: a second pattern or format",
        "{'$ref':'#/$defs/x'} ~ at #/$ref: there is nothing at '#/$defs/x'",
        "{'$ref':'other.json'} ~ at #/$ref: 'other.json' leads out of the schema",
        "{'$ref':'#'} ~ at #: this schema refers to itself",
        "{'oneOf':[{'type':'integer'},{'type':'number'}]} ~ at #/oneOf: the alternatives 0 and 1"
            + " may hold for the same value",
        "{'oneOf':[{'properties':{'a':{}}},{'properties':{'b':{}}}]} ~ at #/oneOf: the"
            + " alternatives",
        "{'properties':{'a':{}},'additionalProperties':true,'maxProperties':3} ~ at"
            + " #/maxProperties: fewer properties",
        "{'minProperties':2} ~ at #/minProperties: more properties than are required",
        "{'properties':{'a':{'$ref':'#'}},'required':['a']} ~ the JSON schema allows no value",
        "{'allOf':[{'type':'string'},{'type':'null'}]} ~ the JSON schema allows no value",
        "false ~ the JSON schema allows no value"
      })
  void refused(String line) {
    String[] parts = line.split(" ~ ", -1);
    RhapsodeException refusal = assertThrows(RhapsodeException.class, () -> grammar(parts[0]));
    assertTrue(refusal.getMessage().contains(parts[1]), refusal.getMessage());
  }

  private static Grammar grammar(String schema) {
    return JsonSchema.grammar(
        JsonMapper.shared()
            .readValue(schema.replace('\'', '"').replace("a\"b\\n", "a\\\"b\\n"), Object.class));
  }
}
