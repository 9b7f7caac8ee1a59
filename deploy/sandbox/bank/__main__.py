"""`python -m deploy.sandbox.bank`"""

from deploy.sandbox.bank.app import make_app
from deploy.sandbox.bank.settings import BankSettings
from deploy.sandbox.web import serve

if __name__ == "__main__":
    serve(make_app(BankSettings()))
