// presets.c: sizes of published models. See presets.h.
// The sizes are those of the config.json beside the weights; the total is what the model's page
// counts in its safetensors files. tests/presets_test.c computes each total from the sizes.
#include "presets.h"

#include <string.h>

#define HUB "https://huggingface.co/"
#define LLAMA3_PAPER "arXiv:2407.21783, table 4"
#define LLAMA31 \
    .theta = 500000.0, .scaling = ROPE_LLAMA3, .low_frequency = 1.0, .high_frequency = 4.0, \
    .original_positions = 8192, .amplitude = 1.0, .positions = 131072

const struct preset presets[] = {
    {.name = "stories260k", .params = 260032,
     .source = HUB "karpathy/tinyllamas (published as 260K)",
     .config = {.vocab = 512, .width = 64, .layers = 5, .heads = 8, .kv_heads = 4, .head = 8,
                .hidden = 172, .positions = 512, .eps = 1e-5f, .tied = true, .theta = 10000.0}},
    {.name = "stories15m", .params = 15191712,
     .source = HUB "karpathy/tinyllamas (published as 15M)",
     .config = {.vocab = 32000, .width = 288, .layers = 6, .heads = 6, .kv_heads = 6, .head = 48,
                .hidden = 768, .positions = 256, .eps = 1e-5f, .tied = true, .theta = 10000.0}},
    {.name = "smollm2-135m", .params = 134515008, .source = HUB "HuggingFaceTB/SmolLM2-135M",
     .config = {.vocab = 49152, .width = 576, .layers = 30, .heads = 9, .kv_heads = 3, .head = 64,
                .hidden = 1536, .positions = 8192, .eps = 1e-5f, .tied = true, .theta = 1e5},
     .tokens = 2e12, .trained = "arXiv:2502.02737"},
    {.name = "tinyllama-1.1b", .params = 1100048384,
     .source = HUB "TinyLlama/TinyLlama-1.1B-Chat-v1.0",
     .config = {.vocab = 32000, .width = 2048, .layers = 22, .heads = 32, .kv_heads = 4, .head = 64,
                .hidden = 5632, .positions = 2048, .eps = 1e-5f, .theta = 10000.0},
     .tokens = 3e12, .trained = "arXiv:2401.02385"},
    {.name = "llama2-7b", .params = 6738415616, .source = HUB "meta-llama/Llama-2-7b-hf",
     .config = {.vocab = 32000, .width = 4096, .layers = 32, .heads = 32, .kv_heads = 32,
                .head = 128, .hidden = 11008, .positions = 4096, .eps = 1e-5f, .theta = 10000.0},
     .tokens = 2e12, .trained = "arXiv:2307.09288"},
    {.name = "mistral-7b", .params = 7241732096, .source = HUB "mistralai/Mistral-7B-v0.1",
     .config = {.vocab = 32000, .width = 4096, .layers = 32, .heads = 32, .kv_heads = 8,
                .head = 128, .hidden = 14336, .positions = 32768, .eps = 1e-5f, .theta = 10000.0}},
    {.name = "llama3-8b", .params = 8030261248, .source = HUB "meta-llama/Meta-Llama-3-8B",
     .config = {.vocab = 128256, .width = 4096, .layers = 32, .heads = 32, .kv_heads = 8,
                .head = 128, .hidden = 14336, .positions = 8192, .eps = 1e-5f, .theta = 500000.0},
     .tokens = 15e12, .trained = "its model card, \"15T+\""},
    {.name = "llama3-70b", .params = 70553706496, .source = HUB "meta-llama/Meta-Llama-3-70B",
     .config = {.vocab = 128256, .width = 8192, .layers = 80, .heads = 64, .kv_heads = 8,
                .head = 128, .hidden = 28672, .positions = 8192, .eps = 1e-5f, .theta = 500000.0},
     .tokens = 15e12, .trained = "its model card, \"15T+\""},
    {.name = "llama3.2-1b", .params = 1235814400, .source = HUB "meta-llama/Llama-3.2-1B",
     .config = {.vocab = 128256, .width = 2048, .layers = 16, .heads = 32, .kv_heads = 8,
                .head = 64, .hidden = 8192, .eps = 1e-5f, .tied = true, .scaling_factor = 32.0,
                LLAMA31},
     .tokens = 9e12, .trained = "its model card, \"up to 9T\""},
    {.name = "llama3-405b", .params = 405853388800, .source = HUB "meta-llama/Llama-3.1-405B",
     .config = {.vocab = 128256, .width = 16384, .layers = 126, .heads = 128, .kv_heads = 8,
                .head = 128, .hidden = 53248, .eps = 1e-5f, .scaling_factor = 8.0, LLAMA31},
     .tokens = 15.6e12, .devices = 16384, .rate = 400e12, .trained = LLAMA3_PAPER},
    {.name = "qwen2.5-0.5b", .params = 494032768, .source = HUB "Qwen/Qwen2.5-0.5B",
     .config = {.vocab = 151936, .width = 896, .layers = 24, .heads = 14, .kv_heads = 2, .head = 64,
                .hidden = 4864, .positions = 32768, .eps = 1e-6f, .tied = true, .qkv_bias = true,
                .theta = 1e6},
     .tokens = 18e12, .trained = "arXiv:2412.15115"},
    {.name = "qwen2.5-7b", .params = 7615616512, .source = HUB "Qwen/Qwen2.5-7B",
     .config = {.vocab = 152064, .width = 3584, .layers = 28, .heads = 28, .kv_heads = 4,
                .head = 128, .hidden = 18944, .positions = 131072, .eps = 1e-6f, .qkv_bias = true,
                .theta = 1e6},
     .tokens = 18e12, .trained = "arXiv:2412.15115"},
    {.name = "qwen3-4b", .params = 4022468096, .source = HUB "Qwen/Qwen3-4B",
     .config = {.vocab = 151936, .width = 2560, .layers = 36, .heads = 32, .kv_heads = 8,
                .head = 128, .hidden = 9728, .positions = 40960, .eps = 1e-6f, .tied = true,
                .qk_norm = true, .theta = 1e6},
     .tokens = 36e12, .trained = "arXiv:2505.09388"},
    {.name = "qwen3-8b", .params = 8190735360, .source = HUB "Qwen/Qwen3-8B",
     .config = {.vocab = 151936, .width = 4096, .layers = 36, .heads = 32, .kv_heads = 8,
                .head = 128, .hidden = 12288, .positions = 40960, .eps = 1e-6f, .qk_norm = true,
                .theta = 1e6},
     .tokens = 36e12, .trained = "arXiv:2505.09388"},
};
const dim preset_count = sizeof presets / sizeof *presets;

const struct preset *preset_find(const char *name)
{
    for (dim i = 0; i < preset_count; i++)
        if (strcmp(presets[i].name, name) == 0) return &presets[i];
    return NULL;
}
